#!/bin/sh
# An image for tests, without any registry: a few programs of this machine with the libraries they are linked to, and the
# guest. usage: make_image.sh FOLDER GUEST [PROGRAM]... makes FOLDER/image.tar, as `docker save` writes it.
set -eu
folder=$1
guest=$2
shift 2
root=$folder/rootfs
mkdir -p "$root"
cd "$root"
mkdir -p proc sys dev tmp run etc workspace home/agent pilothouse/base var/tmp
mkdir -p usr/bin usr/sbin usr/lib usr/lib64 usr/lib/pilothouse usr/lib/git-core
for link in bin sbin lib lib64; do ln -s "usr/$link" "$link"; done

copy() { # a program and its libraries
    cp -L "$1" "$root$2"
    for library in $(ldd "$1" 2>/dev/null | grep -o '/[^ )]*'); do
        case $library in
        /usr/*) to=$library ;;
        *) to=/usr$library ;;
        esac
        mkdir -p "$root$(dirname "$to")"
        [ -e "$root$to" ] || cp -L "$library" "$root$to"
    done
}

for program in sh git cat chmod cp date find head id ls mkdir mv rm sed seq sleep sort stat touch tr wc; do
    copy "$(command -v $program)" "/usr/bin/$program"
done
ln -s ../../bin/git usr/lib/git-core/git
ln -s git usr/bin/git-upload-pack
cp "$guest" usr/lib/pilothouse/pilothouse-guest
for program in "$@"; do cp "$program" usr/bin/; done
printf 'root:x:0:0::/:/bin/sh\nagent:x:1000:1000::/home/agent:/bin/sh\n' >etc/passwd
printf 'root:x:0:\nagent:x:1000:\n' >etc/group

cd "$folder"
tar -cf layer.tar --numeric-owner --owner=0 --group=0 -C rootfs --exclude=./workspace --exclude=./home/agent .
tar -rf layer.tar --numeric-owner --owner=1000 --group=1000 -C rootfs ./workspace ./home/agent
case $(uname -m) in
aarch64) architecture=arm64 ;;
*) architecture=amd64 ;;
esac
printf '{"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[]}' \
    "$architecture" "$(sha256sum layer.tar | cut -d' ' -f1)" >config.json
id=$(sha256sum config.json | cut -d' ' -f1)
mv config.json "$id.json"
printf '[{"Config":"%s.json","RepoTags":["pilothouse-test:guest"],"Layers":["layer.tar"]}]' "$id" >manifest.json
tar -cf image.tar "$id.json" layer.tar manifest.json
rm -r rootfs layer.tar
