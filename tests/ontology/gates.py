"""Prove that Protégé loads the ontology and the graph, whole and without loss.

    python tests/ontology/gates.py [--line 4|5] [--json] [FILE ...]

Without files, every module, vocabulary and alignment of the project is examined, each by itself, and the root with all
that it imports. Each gate prints one line with its figure. The exit status is 0 if all gates passed, 1 if one failed,
2 if one had to be skipped.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import pyhornedowl
from expected_counts import closure_of, expected_counts, is_xml, read
from owlapi_environment import LINES, Unavailable, examine
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, Store, parse
from rdflib import OWL, RDF

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
RULES_OF_KIND = ("a-term-is-of-one-kind.rq", "a-class-is-never-a-value.rq")


@dataclass(frozen=True)
class Gate:
    """What one gate found."""

    name: str
    status: str
    figure: str
    faults: tuple[str, ...] = ()

    def line(self):
        """Write the gate in one line, and its faults, if any, below."""
        head = f"{self.name:<42} {self.status:<8} {self.figure}"
        return "\n".join([head, *(f"    {fault}" for fault in self.faults[:10])])


def judged(name, figure, faults):
    return Gate(name, "FAILED" if faults else "passed", figure, tuple(faults))


def default_files():
    """List the root, each module, each vocabulary and each alignment."""
    parts = [file for folder in ("modules", "vocab", "align") for file in sorted((ONTOLOGY / folder).glob("*.ttl"))]
    return [ONTOLOGY / "dealgraph.ttl", *parts]


def gate_0(files):
    """Parse each file with rdflib and with horned-owl."""
    faults, triples = [], 0
    for file in files:
        try:
            triples += len(read(file))
            pyhornedowl.open_ontology(file.read_text(encoding="utf-8"), "rdf" if is_xml(file) else "ttl")
        except Exception as error:  # noqa: BLE001 - each parser has its own errors, and all of them are findings
            faults.append(f"{file.name}: {error}".splitlines()[0])
    return judged("G0 parsed by rdflib and horned-owl", f"{len(files)} files, {triples} triples", faults)


def gate_1(answers, expected):
    """Hold the ontologies that were loaded against those that the files name, import by import."""
    faults = [f"{a['file']}: does not load: {a['error'].splitlines()[0]}" for a in answers if "error" in a]
    for answer in loaded(answers):
        closure = expected[answer["file"]]
        absent = sorted({*answer["missing"], *closure.missing})
        faults += [f"{answer['file']}: no catalog knows {name}" for name in absent]
        named = {str(name) for name in closure.graph.subjects(RDF.type, OWL.Ontology)}
        faults += [f"{answer['file']}: {name} loaded or named, not both" for name in named ^ set(answer["closure"])]
    largest = max((len(answer["closure"]) for answer in loaded(answers)), default=0)
    return judged("G1 loads offline, no import missing", f"{len(answers)} files, up to {largest} ontologies", faults)


def gate_2(answers):
    """Count the triples of which the parser made nothing."""
    faults = [f"{a['file']}: {triple}" for a in loaded(answers) for triple in a["unparsed"]]
    return judged("G2 no triple unparsed", f"{len(faults)} unparsed", faults)


def gate_3(answers, expected):
    """Hold the axioms, by type, against what the triples say."""
    faults, total = [], 0
    for answer in loaded(answers):
        counts = expected_counts(expected[answer["file"]].graph)
        total += sum(counts.values())
        for kind in sorted(counts.keys() | answer["counts"].keys()):
            found, said = answer["counts"].get(kind, 0), counts.get(kind, 0)
            if found != said:
                faults.append(f"{answer['file']}: {kind}: {said} stated, {found} loaded")
    return judged("G3 every statement became an axiom", f"{total} axioms", faults)


def gate_4(answers):
    """Count the violations of the two profiles."""
    faults = [f"{a['file']}: {p}: {v}" for a in loaded(answers) for p in ("dl", "rl") for v in a[p]]
    in_dl, in_rl = (sum(len(a[profile]) for a in loaded(answers)) for profile in ("dl", "rl"))
    return judged("G4 in OWL 2 DL and in OWL 2 RL", f"{in_dl} DL and {in_rl} RL violations", faults)


def gate_5(answers):
    """Compare each file with what comes back after opening and saving it."""
    faults, triples = [], 0
    for answer in loaded(answers):
        original = canonical(Path(answer["file"]))
        triples += len(original)
        for form, path in answer["saved"].items():
            faults += [f"{answer['file']} as {form}: {fault}" for fault in differences(original, Path(path))]
    return judged("G5 opened and saved without loss", f"{triples} triples, {len(faults)} lost or added", faults)


def canonical(file):
    """Read the triples of a file, with its blank nodes named in a way that depends on what is said of them only."""
    form = RdfFormat.RDF_XML if is_xml(file) else RdfFormat.TURTLE
    dataset = Dataset(parse(path=str(file), format=form))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def differences(original, saved_file):
    """List what a saved copy lost and what it added."""
    try:
        saved = canonical(saved_file)
    except SyntaxError as error:
        return [f"cannot be read again: {error}"]
    return [f"lost {triple}" for triple in sorted(original - saved)] + [f"added {t}" for t in sorted(saved - original)]


def gate_6(files, expected):
    """Look for terms of two kinds and for classes that stand as values."""
    faults = []
    for file in files:
        store = Store()
        for part in expected[str(file)].files:
            store.load(path=str(part), format=RdfFormat.RDF_XML if is_xml(part) else RdfFormat.TURTLE)
        for rule in RULES_OF_KIND:
            rows = store.query((ONTOLOGY / "rules" / rule).read_text(encoding="utf-8"))
            faults += [f"{file}: {row['node'].value} {row['note'].value}" for row in rows]
    return judged("G6 no term of two kinds, no class a value", f"{len(faults)} found", faults)


def gate_7(answers):
    """Ask for consistency, and for classes that can have no members."""
    faults = []
    for answer in loaded(answers):
        if not answer["consistent"]:
            faults.append(f"{answer['file']}: inconsistent: {'; '.join(answer['explanation']) or 'not explained'}")
        faults += [f"{answer['file']}: can have no members: {name}" for name in answer["unsatisfiable"]]
    return judged("G7 consistent for HermiT", f"{len(answers)} files, {len(faults)} contradictions", faults)


def loaded(answers):
    return [answer for answer in answers if "error" not in answer]


def run(files, line):
    """Run all gates over files, in order."""
    first = gate_0(files)
    if first.status == "FAILED":
        return [first]
    expected = {str(file): closure_of(file) for file in files}
    with tempfile.TemporaryDirectory() as folder:
        try:
            answers = examine(line, files, folder)
        except Unavailable as reason:
            names = ("G1", "G2", "G3", "G4", "G5", "G7")
            return [first, gate_6(files, expected), *(Gate(name, "skipped", str(reason)) for name in names)]
        return [
            first,
            gate_1(answers, expected),
            gate_2(answers),
            gate_3(answers, expected),
            gate_4(answers),
            gate_5(answers),
            gate_6(files, expected),
            gate_7(answers),
        ]


def main():
    """Run the gates and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help="ontologies and graphs to examine")
    parser.add_argument("--line", choices=sorted(LINES), default="5", help="which line of the OWL API to use")
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    wanted = parser.parse_args()
    gates = run([file.resolve() for file in wanted.files] or default_files(), LINES[wanted.line])
    text = json.dumps([asdict(g) for g in gates]) if wanted.json else "\n".join(g.line() for g in gates)
    sys.stdout.write(text + "\n")
    statuses = {gate.status for gate in gates}
    sys.exit(1 if "FAILED" in statuses else 2 if "skipped" in statuses else 0)


if __name__ == "__main__":
    main()
