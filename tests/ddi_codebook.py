"""The part of DDI Codebook 2.5 that the survey writes: order, number and attributes of elements, as its schema says.

Written by hand from the sequences of the published schema, which no package of PyPI, Debian or npm holds.
"""

from xml.etree import ElementTree

NAMESPACE = "{ddi:codebook:2_5}"
# Element -> what it holds, in order; ? at most once, + at least once, ! once.
SEQUENCES = {
    "codeBook": "docDscr* stdyDscr+ fileDscr* dataDscr* otherMat*",
    "stdyDscr": "citation+ studyAuthorization* stdyInfo* studyDevelopment* method* dataAccs* othrStdyMat* notes*",
    "citation": "titlStmt! rspStmt? prodStmt? distStmt? serStmt* verStmt* biblCit? holdings* notes*",
    "titlStmt": "titl! subTitl* altTitl* parTitl* IDNo*",
    "rspStmt": "AuthEnty* othId*",
    "prodStmt": "producer* copyright? prodDate* prodPlac* software* fundAg* grantNo*",
    "stdyInfo": "studyBudget* subject* abstract* sumDscr* qualityStatement? notes* exPostEvaluation*",
    "sumDscr": "timePrd* collDate* nation* geogCover* geogUnit* geoBndBox? boundPoly? anlyUnit* universe* dataKind*",
    "fileDscr": "fileTxt* locMap? notes*",
    "fileTxt": "fileName? fileCitation? fileCont? fileStrc? dimensns? fileType? format? filePlac? dataChck* ProcStat?",
    "dimensns": "caseQnty* varQnty* logRecL* recPrCas* recNumTot*",
    "dataDscr": "varGrp* nCubeGrp* var* nCube* notes*",
    "varGrp": "labl* txt* concept* defntn? universe? notes*",
    "var": "location* labl* imputation? security? embargo? respUnit? anlysUnit? qstn* valrng* invalrng* undocCod* "
    "universe* TotlResp? sumStat* txt* stdCatgry* catgryGrp* catgry* codInstr* verStmt* concept* derivation? "
    "varFormat? geoMap* catLevel* notes*",
    "qstn": "preQTxt? qstnLit? postQTxt? forward? backward? ivuInstr?",
    "valrng": "range+ key? notes*",
    "catgry": "catValu? labl* txt* catStat* mrow?",
}
TEXTS = (
    "titl IDNo AuthEnty producer abstract collDate nation anlyUnit universe dataKind fileName fileCont caseQnty "
    "varQnty fileType labl qstnLit txt catValu notes varFormat range".split()
)
ATTRIBUTES = {
    "codeBook": {"version": {"2.5"}, "{http://www.w3.org/XML/1998/namespace}lang": None},
    "collDate": {"date": None, "event": {"start", "end", "single"}},
    "nation": {"abbr": None},
    "fileDscr": {"ID": None, "URI": None},
    "fileType": {"charset": None},
    "varGrp": {"ID": None, "type": {"multipleResp", "grid"}, "var": None, "name": None},
    "var": {"ID": None, "name": None, "files": None, "intrvl": {"contin", "discrete"}, "measUnit": None},
    "range": {"UNITS": {"INT", "REAL"}, "min": None, "max": None},
    "catgry": {"missing": {"Y", "N"}},
    "varFormat": {"type": {"numeric", "character"}, "category": {"date", "other"}, "formatname": None},
}


def faults(text):
    """What is not as the schema says, as lines."""
    root = ElementTree.fromstring(text)
    elements = list(root.iter())
    ids = [one.get("ID") for one in elements if one.get("ID")]
    found = [f"ID {name} twice" for name in set(ids) if ids.count(name) > 1]
    for element in elements:
        name = element.tag.removeprefix(NAMESPACE)
        found += _misplaced(name, [child.tag.removeprefix(NAMESPACE) for child in element])
        allowed = ATTRIBUTES.get(name, {})
        for key, value in element.attrib.items():
            if key not in allowed or (allowed[key] is not None and value not in allowed[key]):
                found.append(f"{name}: {key}={value}")
        for key in ("files", "var"):
            found += [f"{name}: {key} {one}" for one in element.get(key, "").split() if one not in ids]
    return found


def _misplaced(name, children):
    if name in TEXTS:
        return [f"{name}: {children}"] * bool(children)
    if name not in SEQUENCES:
        return [f"{name} is unknown"]
    words = SEQUENCES[name].split()
    order = [word[:-1] for word in words]
    if not set(children) <= set(order):
        return [f"{name}: {set(children) - set(order)}"]
    counts = {word[:-1]: (children.count(word[:-1]), word[-1]) for word in words}
    wrong = [
        f"{name}: {count} {child}"
        for child, (count, many) in counts.items()
        if (many in "?!" and count > 1) or (many in "+!" and not count)
    ]
    return wrong + [f"{name}: order of {children}"] * (children != sorted(children, key=order.index))


def variables(text):
    """Name of each variable -> its element."""
    return {one.get("name"): one for one in ElementTree.fromstring(text).iter(f"{NAMESPACE}var")}


def categories(element):
    """Code -> (label, missing, what former versions said)."""
    return {
        one.findtext(f"{NAMESPACE}catValu"): (
            one.findtext(f"{NAMESPACE}labl"),
            one.get("missing"),
            [txt.text for txt in one.iter(f"{NAMESPACE}txt")],
        )
        for one in element.iter(f"{NAMESPACE}catgry")
    }
