"""Проверка пакета закрытого семестра. Нужен только Python 3.9 или новее: python verify.py [папка или файл .zip]

Пакет цел, если каждый файл имеет ту контрольную сумму, что записана в manifest.json, каждый снимок — ту, что названа в
акте, а корневая сумма всех снимков совпадает с корневой суммой акта. Её сверяют с напечатанной и подписанной.
"""

import hashlib
import json
import pathlib
import sys
import zipfile


def reader(place):
    """Give (names, read) of a package: a folder or an archive."""
    if place.is_dir():
        names = [one.relative_to(place).as_posix() for one in place.rglob("*") if one.is_file()]
        return names, lambda name: (place / name).read_bytes()
    archive = zipfile.ZipFile(place)
    return archive.namelist(), archive.read


def problems(names, read):
    """Name everything that is not as it was packed."""
    manifest = json.loads(read("manifest.json").decode("utf-8"))
    listed = manifest["files"]
    for name, wanted in sorted(listed.items()):
        if name not in names:
            yield "нет файла: " + name
        elif hashlib.sha256(read(name)).hexdigest() != wanted:
            yield "файл изменён: " + name
    for name in sorted(set(names) - set(listed) - {"manifest.json"}):
        yield "лишний файл: " + name
    for name, wanted in sorted(manifest["snapshots"].items()):
        if name in names and hashlib.sha256(read(name)).hexdigest() != wanted:
            yield "снимок не тот, что назван в акте: " + name
    if sorted(manifest["snapshots"].values()) != sorted(line[3] for line in manifest["lines"]):
        yield "снимки не те, что перечислены в акте"
    root = hashlib.sha256("\n".join(sorted("\t".join(line) for line in manifest["lines"])).encode("utf-8")).hexdigest()
    if root != manifest["root"]:
        yield "корневая контрольная сумма не сходится"


def main(arguments):
    """Check the package; 0 when it is whole."""
    place = pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).resolve().parent
    names, read = reader(place)
    found = list(problems(names, read))
    for one in found:
        sys.stdout.write("ОШИБКА: " + one + "\n")
    manifest = json.loads(read("manifest.json").decode("utf-8"))
    sys.stdout.write("Корневая контрольная сумма: " + manifest["root"] + "\n")
    sys.stdout.write("Пакет повреждён.\n" if found else "Пакет цел. Сверьте корневую сумму с подписанным актом.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
