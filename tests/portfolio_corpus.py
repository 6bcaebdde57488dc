"""A small set of data in the form of CUAD, written for the tests: no word of it is from a contract."""

import csv
from pathlib import Path

from dealgraph.importers.companies import Code, Companies
from dealgraph.problems import Place

CATEGORIES = [
    "Document Name", "Parties", "Agreement Date", "Effective Date", "Expiration Date", "Renewal Term",
    "Notice Period to Terminate Renewal", "Governing Law", "Most Favored Nation", "Competitive Restriction Exception",
    "Non-Compete", "Exclusivity", "No-Solicit of Customers", "No-Solicit of Employees", "Non-Disparagement",
    "Termination for Convenience", "Rofr/Rofo/Rofn", "Change of Control", "Anti-Assignment", "Revenue/Profit Sharing",
    "Price Restrictions", "Minimum Commitment", "Volume Restriction", "IP Ownership Assignment", "Joint IP Ownership",
    "License Grant", "Non-Transferable License", "Affiliate License-Licensor", "Affiliate License-Licensee",
    "Unlimited/All-You-Can-Eat-License", "Irrevocable or Perpetual License", "Source Code Escrow",
    "Post-Termination Services", "Audit Rights", "Uncapped Liability", "Cap on Liability", "Liquidated Damages",
    "Warranty Duration", "Insurance", "Covenant Not to Sue", "Third Party Beneficiary",
]  # fmt: skip
TYPED = CATEGORIES[:8]
HEADING = ["Filename", *(name for category in CATEGORIES for name in (category, f"{category}-Answer"))]

ALDER = {
    "Document Name": (["Supply Agreement"], "Supply Agreement"),
    "Parties": (["Alder Tools, Inc.", "Birch Goods Ltd."], 'Alder Tools, Inc. ("Alder"); Birch Goods Ltd. ("Birch")'),
    "Agreement Date": (["the third of May 2021"], "5/3/2021"),
    "Effective Date": (["the first of June 2021"], "6/1/2021"),
    "Expiration Date": (["the last day of May 2026"], "5/31/2026"),
    "Renewal Term": (["for one more year each time"], "succesive 1 year"),
    "Notice Period to Terminate Renewal": (["ninety days ahead"], "90 days"),
    "Governing Law": (["the law of Texas"], "Texas"),
    "Exclusivity": (["Alder sells saws to Birch alone"], "Yes"),
    "Rofr/Rofo/Rofn": (["Birch has a right of first refusal over new saws"], "Yes"),
    "Revenue/Profit Sharing": (["a tenth of the takings goes to Alder"], "Yes"),
    "Cap on Liability": (["no more than $ 50,000 in all"], "Yes"),
    "Uncapped Liability": (["save for harm done on purpose"], "Yes"),
    "Insurance": (["both sides shall insure the saws"], "Yes"),
    "Change of Control": (["should Birch be sold to a rival"], "Yes"),
}
CEDAR = {
    "Document Name": (["License and Hosting Agreement"], "License and Hosting Agreement"),
    "Parties": (["Cedar Soft LLC", "you"], 'Cedar Soft LLC ("Cedar"); Birch Goods Ltd. ("Host"); you ("you")'),
    "Agreement Date": (["on [ ] 2020"], "[]/[]/2020"),
    "Effective Date": (["on 1 January 2020"], "1/1/2020"),
    "Expiration Date": (["it has no end"], "perpetual"),
    "Governing Law": (["the laws of Texas and of Singapore"], "Texas; Singapore"),
    "License Grant": (["Cedar lets Birch use the program"], "Yes"),
    "Irrevocable or Perpetual License": (["Cedar lets Birch use the program"], "Yes"),
    "Anti-Assignment": (["nobody may hand this on"], "Yes"),
    "Insurance": (["the host keeps insurance"], "Yes"),
    "Cap on Liability": (["the greater of $500 and the fees paid"], "Yes"),
}
BEECH = {
    "Document Name": (["Distributor Agreement"], "Distributor Agreement"),
    "Parties": (["Alder Tools, Inc."], 'Alder Tools, Inc. ("Maker"); Elm & Sons ("Shop")'),
    "Effective Date": (["on 5 May 2010"], "5/5/2010"),
    "Expiration Date": (["until the end of 2030"], "12/31/1930"),
    "Governing Law": (["the place where the shop stands"], "the state in which the shop stands"),
    "Exclusivity": (["the shop alone sells in town"], "Yes"),
    "Non-Compete": (["the shop sells no other saws"], "Yes"),
    "Competitive Restriction Exception": (["but for gifts"], "Yes"),
}
RECORDS = {
    "ALDERTOOLSINC_05_04_2021-EX-10.1-SUPPLY AGREEMENT": (ALDER, "Supply"),
    "CedarSoftLlc_20200115_8-K_EX-10.2_11111111_EX-10.2_License Agreement": (CEDAR, "License_Agreements"),
    "Beech - Distributor Agreement": (BEECH, "Distributor"),
}


def text_of(record) -> str:
    """Write a text in which every segment of a record stands on a line of its own, one of them twice."""
    segments = [segment for found, _ in record.values() for segment in found]
    lines = [f"{number}. It is agreed: {segment}." for number, segment in enumerate(segments, start=1)]
    return "\n\n".join(["AGREEMENT", *lines, f"Once more: {segments[0]}."]) + "\n"


def row_of(name: str, record, ending: str = ".pdf") -> list[str]:
    """Write the row of a record."""
    row = [name + ending]
    for category in CATEGORIES:
        found, answer = record.get(category, ([], "" if category in TYPED else "No"))
        row += [repr(list(found)), answer]
    return row


def write(folder: Path, records=None) -> Path:
    """Write a folder of records in the form of CUAD v1."""
    records = RECORDS if records is None else records
    (folder / "full_contract_txt").mkdir(parents=True, exist_ok=True)
    with (folder / "master_clauses.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADING, *(row_of(name, record) for name, (record, _) in records.items())])
    with (folder / "contract_types.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [[name, f"{name}.txt", "Part_I", kind] for name, (_, kind) in records.items()]
        csv.writer(file).writerows([["title", "txt_file", "part", "type_folder"], *rows])
    for name, (record, _) in records.items():
        (folder / "full_contract_txt" / f"{name}.txt").write_bytes(text_of(record).encode())
    return folder


COMPANIES = Companies(
    {"Birch Goods Ltd.": "oracle"},
    (Code("oracle", "lei", "1Z4GXXU7ZHVWFCD8TV52", "A. Reader", Place("companies.csv", 2)),),
)
"""A reviewed table; its company is one that the article speaks of, so that both graphs can be asked about it."""
