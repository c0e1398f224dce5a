"""Countries, and the words for what is of them: Venezuela's army and the Venezuelan army are one.

In English, the commonest names only: where none of these words occurs, nothing changes.
"""

_ROWS = """
    afghanistan afghan
    albania albanian
    algeria algerian
    angola angolan
    argentina argentine argentinian
    armenia armenian
    australia australian
    austria austrian
    azerbaijan azerbaijani azeri
    bahrain bahraini
    bangladesh bangladeshi
    belarus belarusian
    belgium belgian
    bolivia bolivian
    bosnia bosnian
    brazil brazilian
    britain british briton
    bulgaria bulgarian
    myanmar burma burmese
    cambodia cambodian
    cameroon cameroonian
    canada canadian
    chad chadian
    chile chilean
    china chinese
    colombia colombian
    congo congolese
    crimea crimean
    croatia croatian
    cuba cuban
    cyprus cypriot
    denmark danish
    ecuador ecuadorian
    egypt egyptian
    england english
    estonia estonian
    ethiopia ethiopian
    europe european
    finland finnish
    france french
    georgia georgian
    germany german
    ghana ghanaian
    greece greek
    guatemala guatemalan
    haiti haitian
    honduras honduran
    hungary hungarian
    iceland icelandic
    india indian
    indonesia indonesian
    iran iranian
    iraq iraqi
    ireland irish
    israel israeli
    italy italian
    jamaica jamaican
    japan japanese
    jordan jordanian
    kenya kenyan
    kosovo kosovan
    kuwait kuwaiti
    latvia latvian
    lebanon lebanese
    libya libyan
    lithuania lithuanian
    malaysia malaysian
    mali malian
    mexico mexican
    moldova moldovan
    mongolia mongolian
    morocco moroccan
    nepal nepalese nepali
    netherlands dutch
    nicaragua nicaraguan
    nigeria nigerian
    norway norwegian
    pakistan pakistani
    palestine palestinian
    panama panamanian
    paraguay paraguayan
    peru peruvian
    philippines filipino philippine
    poland polish
    portugal portuguese
    qatar qatari
    romania romanian
    russia russian
    rwanda rwandan
    scotland scottish
    serbia serbian serb
    singapore singaporean
    slovakia slovak
    slovenia slovenian
    somalia somali
    spain spanish
    sudan sudanese
    sweden swedish swede
    switzerland swiss
    syria syrian
    taiwan taiwanese
    tanzania tanzanian
    thailand thai
    tibet tibetan
    tunisia tunisian
    turkey turkish turk
    uganda ugandan
    ukraine ukrainian
    uruguay uruguayan
    venezuela venezuelan
    vietnam vietnamese
    wales welsh
    yemen yemeni
    zambia zambian
    zimbabwe zimbabwean
"""


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


#: A word → the country that it belongs to; all without the s of a plural, as words are compared.
NATIONS = {
    _singular(word): _singular(row.split()[0])
    for row in _ROWS.strip().splitlines()
    for word in row.split()[1:]
}
