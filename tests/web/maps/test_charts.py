import pytest

from barometre.web.maps.charts import Bar, Mark, Quartiles, bars, histogram

BINS = [3, 10, 44, 120, 310, 502, 640, 1233, 80, 0]
QUARTILES = Quartiles(42, 56.25, 68)


def by_class(root, css):
    return [node for node in root.iter() if css in node.get("class", "").split()]


def told(root):
    assert root.get("role") == "img"
    return root.find("desc").text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_histogram_says_its_figures(read):
    root = read(histogram(BINS, key="h", title="Communes", mark=Mark("L’Haÿ & <Cie>", 75), quartiles=QUARTILES))
    assert told(root) == (
        "2 942 collectivités. La moitié du groupe est entre 42 et 68 ; médiane : 56,3. L’Haÿ & <Cie> : 75."
    )
    assert len(by_class(root, "barre")) == 9
    assert len(by_class(root, "barre-ici")) == 1


@pytest.mark.parametrize(("value", "bin_"), [(0, 0), (9.9, 0), (10, 1), (99, 9), (100, 9)])
def test_the_bar_of_the_collectivite_is_dark(read, value, bin_):
    root = read(histogram([1] * 10, key="h", title="t", mark=Mark("Brest", value)))
    rects = list(root.iter("rect"))
    assert [i for i, rect in enumerate(rects) if rect.get("class") == "barre-ici"] == [bin_]


def test_an_empty_histogram_is_drawn(read):
    assert told(read(histogram([0] * 10, key="h", title="t"))) == "0 collectivité."


def test_bars_tell_the_unknown_from_zero(read):
    rows = [Bar("moins de 500 habitants", 61.64, 9, 10), Bar("zéro", 0, 4, 4), Bar("inconnu", None, 0, 4)]
    root = read(bars(rows, key="b", title="Par strate", unit="%"))
    assert told(root) == (
        "moins de 500 habitants : 61,6 % (connu pour 9 sur 10). zéro : 0 % (connu pour 4 sur 4). "
        "inconnu : non renseigné (connu pour 0 sur 4)."
    )
    assert [len(by_class(root, css)) for css in ("barre", "fond", "inconnu")] == [1, 2, 1]


def test_a_long_label_leaves_how_many_are_known_to_the_description(read):
    row = Bar("Provence-Alpes-Côte d’Azur et ses îles voisines", 50, 12_000, 18_000)
    root = read(bars([row], key="b", title="t"))
    assert not list(root.iter("tspan"))
    assert "connu pour 12 000 sur 18 000" in told(root)
