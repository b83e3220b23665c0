"""Made-up families, schools and agencies. Any likeness is chance; numbers and addresses lead nowhere."""

from __future__ import annotations

from cases.choices import Ethnicity, Language, OrganisationKind, SettingType

FAMILIES: tuple[tuple[str, str, str, Ethnicity, Language], ...] = (
    # family name, child, parent, ethnicity, language spoken at home
    ("Akhtar", "Ayesha", "Nadia", Ethnicity.PAKISTANI, Language.URDU),
    ("Barnes", "Oliver", "Claire", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Chauhan", "Dev", "Meena", Ethnicity.INDIAN, Language.GUJARATI),
    ("Dawson", "Mia", "Karen", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Egbuna", "Chidi", "Ngozi", Ethnicity.BLACK_AFRICAN, Language.ENGLISH),
    ("Farah", "Hodan", "Ifrah", Ethnicity.BLACK_AFRICAN, Language.SOMALI),
    ("Gallagher", "Finn", "Siobhán", Ethnicity.WHITE_IRISH, Language.ENGLISH),
    ("Hussain", "Yusuf", "Rukhsana", Ethnicity.PAKISTANI, Language.URDU),
    ("Ibbotson", "Grace", "Helen", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Jankowska", "Zofia", "Małgorzata", Ethnicity.OTHER_WHITE, Language.POLISH),
    ("Kaur", "Simran", "Harpreet", Ethnicity.INDIAN, Language.PANJABI),
    ("Lowther", "Jacob", "Emma", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Mistry", "Rohan", "Jyoti", Ethnicity.INDIAN, Language.GUJARATI),
    ("Naylor", "Evie", "Donna", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("O'Hara", "Niamh", "Patrick", Ethnicity.WHITE_IRISH, Language.ENGLISH),
    ("Patel", "Krish", "Bhavna", Ethnicity.INDIAN, Language.GUJARATI),
    ("Quaye", "Kofi", "Abena", Ethnicity.BLACK_AFRICAN, Language.AKAN_TWI_FANTE),
    ("Rostami", "Parisa", "Leila", Ethnicity.OTHER, Language.PERSIAN_FARSI),
    ("Sowerby", "Alfie", "Joanne", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Thapa", "Suman", "Gita", Ethnicity.OTHER_ASIAN, Language.NEPALI),
    ("Underwood", "Poppy", "Rachel", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Vaghela", "Isha", "Hina", Ethnicity.INDIAN, Language.GUJARATI),
    ("Wilkinson", "Harry", "Andrew", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Xu", "Lin", "Mei", Ethnicity.CHINESE, Language.CHINESE_MANDARIN),
    ("Yeo", "Tamsin", "Beth", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Zieliński", "Jakub", "Anna", Ethnicity.OTHER_WHITE, Language.POLISH),
    ("Abdi", "Abdullahi", "Sahra", Ethnicity.BLACK_AFRICAN, Language.SOMALI),
    ("Bell-Whitaker", "Theo", "Louise", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Campbell", "Jaydon", "Marcia", Ethnicity.BLACK_CARIBBEAN, Language.ENGLISH),
    ("Dhillon", "Arjan", "Gurpreet", Ethnicity.INDIAN, Language.PANJABI),
    ("Ellison", "Ruby", "Sarah", Ethnicity.WHITE_AND_BLACK_CARIBBEAN, Language.ENGLISH),
    ("Fletcher", "Noah", "Gemma", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Ghani", "Maryam", "Shazia", Ethnicity.PAKISTANI, Language.URDU),
    ("Hartley", "Leo", "Vicky", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Ionescu", "Andrei", "Elena", Ethnicity.OTHER_WHITE, Language.ROMANIAN),
    ("Jeffers", "Amelia", "Tracey", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Khatun", "Sadia", "Rehana", Ethnicity.BANGLADESHI, Language.SYLHETI),
    ("Lee", "Marcus", "Fiona", Ethnicity.WHITE_AND_ASIAN, Language.ENGLISH),
    ("Metcalfe", "Daisy", "Judith", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Nowak", "Filip", "Katarzyna", Ethnicity.OTHER_WHITE, Language.POLISH),
    ("Oyelaran", "Tobi", "Folake", Ethnicity.BLACK_AFRICAN, Language.YORUBA),
    ("Parmar", "Riya", "Sunita", Ethnicity.INDIAN, Language.GUJARATI),
    ("Quinn", "Erin", "Maeve", Ethnicity.WHITE_IRISH, Language.ENGLISH),
    ("Rehman", "Ibrahim", "Saima", Ethnicity.PAKISTANI, Language.URDU),
    ("Simpson", "Logan", "Kelly", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Thompson", "Ellie", "Mark", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Usman", "Halima", "Zainab", Ethnicity.BLACK_AFRICAN, Language.HAUSA),
    ("Vickers", "George", "Nicola", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Warsame", "Khadra", "Fadumo", Ethnicity.BLACK_AFRICAN, Language.SOMALI),
    ("Yates", "Imogen", "Lisa", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Zaman", "Bilal", "Farida", Ethnicity.BANGLADESHI, Language.BENGALI),
    ("Arkwright", "Toby", "Jane", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Bhatt", "Nikhil", "Daksha", Ethnicity.INDIAN, Language.GUJARATI),
    ("Cooper", "Lily", "Michelle", Ethnicity.GYPSY_OR_IRISH_TRAVELLER, Language.ENGLISH),
    ("Dobson", "Archie", "Paula", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Emerson", "Freya", "Kate", Ethnicity.WHITE_BRITISH, Language.BRITISH_SIGN_LANGUAGE),
    ("Figueira", "Tiago", "Inês", Ethnicity.OTHER_WHITE, Language.PORTUGUESE),
    ("Goddard", "Max", "Alison", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Holroyd", "Charlotte", "Diane", Ethnicity.WHITE_BRITISH, Language.ENGLISH),
    ("Iqbal", "Adam", "Tahira", Ethnicity.PAKISTANI, Language.URDU),
)

GIRLS = frozenset(
    (
        *("Ayesha", "Mia", "Hodan", "Grace", "Zofia", "Simran", "Evie", "Niamh", "Parisa", "Poppy", "Isha"),
        *("Lin", "Tamsin", "Ruby", "Maryam", "Amelia", "Sadia", "Daisy", "Riya", "Erin", "Ellie", "Halima"),
        *("Khadra", "Imogen", "Lily", "Freya", "Charlotte"),
    )
)

SCHOOLS: tuple[tuple[str, OrganisationKind, SettingType], ...] = (
    ("Little Acorns Nursery", OrganisationKind.EARLY_YEARS, SettingType.EARLY_YEARS),
    ("Brookside Primary School", OrganisationKind.SCHOOL, SettingType.MAINSTREAM_PRIMARY),
    ("Elm Tree Primary School", OrganisationKind.SCHOOL, SettingType.MAINSTREAM_PRIMARY),
    ("St Oswin's Church of England Primary", OrganisationKind.SCHOOL, SettingType.MAINSTREAM_PRIMARY),
    ("Riverbank Academy", OrganisationKind.SCHOOL, SettingType.MAINSTREAM_SECONDARY),
    ("Highfield School", OrganisationKind.SCHOOL, SettingType.MAINSTREAM_SECONDARY),
    ("The Lantern School", OrganisationKind.SCHOOL, SettingType.MAINTAINED_SPECIAL),
    ("Northgate College", OrganisationKind.COLLEGE, SettingType.SIXTH_FORM_OR_COLLEGE),
)

AGENCIES: tuple[tuple[str, OrganisationKind, bool], ...] = (
    ("Council SEND team", OrganisationKind.AUTHORITY_SEND, True),
    ("Council school transport team", OrganisationKind.AUTHORITY_OTHER, True),
    ("Council interpreting service", OrganisationKind.AUTHORITY_OTHER, True),
    ("Children's social care, disability team", OrganisationKind.SOCIAL_CARE, True),
    ("Community paediatrics", OrganisationKind.HEALTH, False),
    ("Speech and language therapy service", OrganisationKind.HEALTH, False),
    ("Regional mediation service", OrganisationKind.MEDIATION, False),
    ("First-tier Tribunal (SEND)", OrganisationKind.TRIBUNAL, False),
    ("Parent carer forum", OrganisationKind.VOLUNTARY, False),
    ("IPSEA", OrganisationKind.ADVICE, False),
)
