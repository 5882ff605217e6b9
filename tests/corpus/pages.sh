#!/bin/sh
# pages.sh WORK: puts the pages of some documentation packages of Debian under WORK/pages. Exit status 77: they cannot be had.
set -eu
work=$1
packages='apache2-doc bash-doc debian-policy debian-reference-en debian-reference-ja developers-reference git-doc
    installation-guide-amd64 libcurl4-doc libxml2-doc postgresql-doc-15 python3.11-doc r-doc-html sqlite3-doc'

[ -e "$work/pages/complete" ] && exit 0
command -v apt-get >/dev/null || { echo "these are packages of Debian: no apt-get"; exit 77; }
rm -rf "$work/pages" "$work/packages"
mkdir -p "$work/pages" "$work/packages"
# shellcheck disable=SC2086 # a list of words
(cd "$work/packages" && apt-get -qq download $packages) || { echo "apt-get cannot download packages: no network?"; exit 77; }
for package in "$work"/packages/*.deb; do
    name=$(basename "$package")
    dpkg-deb --extract "$package" "$work/pages/${name%%_*}"
done
rm -rf "$work/packages"
touch "$work/pages/complete"
