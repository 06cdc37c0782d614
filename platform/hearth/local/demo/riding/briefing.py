"""A page of plain lines as a PDF, written by hand: five objects and where each of them begins."""

from collections.abc import Sequence

TOP, LEFT, LEADING, SIZE = 780, 60, 22, 13


def pdf_of(lines: Sequence[str]) -> bytes:
    """One sheet of A4 in Helvetica; the lines are ASCII."""
    shown = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
    words = f"BT /F1 {SIZE} Tf {LEADING} TL {LEFT} {TOP} Td\n{shown}\nET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(words)} >>\nstream\n{words}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written, begins = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        begins.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{begin:010} 00000 n \n" for begin in begins)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return (f"{written}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}").encode("ascii")


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
