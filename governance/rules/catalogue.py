"""The tables in which figures about families may leave: these and no others (B02, SECURITY 7)."""

from __future__ import annotations

from cases.choices import AgeBand, Ethnicity, PrimaryNeed, ReferralSource, Sex, Stage
from governance.rules.tables import About, Catalogue, Dimension, Table

AGE = Dimension("age", tuple(AgeBand.values))
SEX = Dimension("sex", tuple(Sex.values))
NEED = Dimension("need", tuple(PrimaryNeed.values), is_sensitive=True)
ETHNICITY = Dimension("ethnicity", tuple(Ethnicity.values), is_sensitive=True)
SOURCE = Dimension("source", tuple(ReferralSource.values))
STAGE = Dimension("stage", tuple(Stage.values))
LEVEL = Dimension("level", ("1", "2", "3", "4"))

CASES, INTERVENTIONS = "cases", "interventions"

CATALOGUE = Catalogue(
    (
        Table("cases", "Cases taken on", CASES, about=About.CONDUCT),
        Table("cases_by_age", "Cases taken on, by age", CASES, (AGE,)),
        Table("cases_by_need", "Cases taken on, by main need", CASES, (NEED,)),
        Table("cases_by_ethnicity", "Cases taken on, by ethnicity", CASES, (ETHNICITY,)),
        Table("cases_by_source", "Cases taken on, by who referred", CASES, (SOURCE,)),
        Table("cases_by_stage", "Cases taken on, by stage", CASES, (STAGE,)),
        Table("cases_by_age_and_sex", "Cases taken on, by age and sex", CASES, (AGE, SEX)),
        Table("interventions", "Interventions", INTERVENTIONS, about=About.CONDUCT),
        Table("interventions_by_level", "Interventions, by level", INTERVENTIONS, (LEVEL,)),
    )
)
"""Fixed: another cut through the same few people is another way to subtract, and needs a decision."""
