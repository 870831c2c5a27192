"""What one look asks of the network, group by group, before judgement."""
