"""Tables of the programme. Shipped content is put there by `load`, people edit it under /gestion/."""

from barometre.web.programme.models.accounts import LoginFailure, Profile
from barometre.web.programme.models.fund import (
    Award,
    EffectStudy,
    FundAxis,
    FundCall,
    FundCategory,
    FundCounter,
    FundImport,
    Project,
)
from barometre.web.programme.models.governance import Body, Decision, Meeting, Organisation, OrganisationMember
from barometre.web.programme.models.objectives import Objective, ObjectiveStep
from barometre.web.programme.models.projects import Deliverable, GroupProject, Milestone, Registration, RegistrationSent

__all__ = [
    "Award",
    "Body",
    "Decision",
    "Deliverable",
    "EffectStudy",
    "FundAxis",
    "FundCall",
    "FundCategory",
    "FundCounter",
    "FundImport",
    "GroupProject",
    "LoginFailure",
    "Meeting",
    "Milestone",
    "Objective",
    "ObjectiveStep",
    "Organisation",
    "OrganisationMember",
    "Profile",
    "Project",
    "Registration",
    "RegistrationSent",
]
