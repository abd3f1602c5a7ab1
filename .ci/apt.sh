# shellcheck shell=bash
# Sourced, not run: installing Debian packages without a terminal and without touching the machine's apt configuration.

# A package manager that another job holds is waited for; nothing may ask a question.
apt_quietly() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

require_root_and_apt() {
  command -v apt-get >/dev/null || { echo "$1 cannot be installed here: this script only knows Debian's apt-get." >&2; return 1; }
  [ "$(id -u)" = 0 ] || { echo "$1 cannot be installed here: run this as root, or install it yourself." >&2; return 1; }
}

# apt_install PACKAGE... — recommended packages are left out: with them, docker-compose would upgrade a running engine.
apt_install() {
  require_root_and_apt "$*" || return 1
  local said
  echo "installing $* (apt)"
  # What apt prints on a good day (debconf, service policy) is noise; on a bad day it is the answer.
  said=$(apt_quietly update 2>&1 && apt_quietly install --no-install-recommends "$@" 2>&1) ||
    { echo "$said" >&2; echo "apt could not install $*: see above." >&2; return 1; }
}

# The address of the Debian archive that this machine already uses, asked of apt itself, so that one-line and deb822
# sources count alike and no mirror is written down here.
debian_archive() {
  local release
  release=$(. /etc/os-release && echo "${VERSION_CODENAME:?}")
  # apt only names archives whose lists it has fetched, and a new machine has none.
  [ -n "$(apt-get indextargets 'Created-By: Packages')" ] || apt_quietly update >&2
  # shellcheck disable=SC2016 # apt fills these in
  apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
    awk -v release="$release" '$1 == release && !found { print $2; found = 1 } END { exit !found }' ||
    { echo "apt names no archive for Debian $release: look at /etc/apt/sources.list and sources.list.d." >&2; return 1; }
}

# apt_install_from RELEASE PACKAGE... — static programs of a newer Debian release, which need nothing but the libc that is
# here. The release is seen only through lists in a folder that is thrown away, so a later `apt-get upgrade` of this
# machine finds nothing new; the pins keep everything else at the version it has.
apt_install_from() {
  local release=$1 archive private status=0
  shift
  require_root_and_apt "$*" || return 1
  archive=$(debian_archive) || return 1
  private=$(mktemp -d)
  mkdir -p "$private/lists/partial" "$private/sources" "$private/preferences"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $release main" >"$private/sources/newer.list"
  printf 'Package: *\nPin: release n=%s\nPin-Priority: 100\n\nPackage: %s\nPin: release n=%s\nPin-Priority: 990\n' \
    "$release" "$*" "$release" >"$private/preferences/newer"
  cat >"$private/apt.conf" <<CONF
Dir::State::Lists "$private/lists";
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$private/sources";
Dir::Etc::PreferencesParts "$private/preferences";
Dir::Cache::pkgcache "$private/pkgcache.bin";
Dir::Cache::srcpkgcache "";
Acquire::GzipIndexes "false";
Acquire::Languages "none";
CONF
  chmod -R a+rX "$private" # apt fetches as its own user
  APT_CONFIG="$private/apt.conf" apt_install "$@" || status=$?
  rm -rf "$private"
  return "$status"
}
