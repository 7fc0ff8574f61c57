import type { Flavour } from '../cluster.ts'

interface FlavourFiles {
  directories: readonly string[]
  files: Readonly<Record<string, string>>
  links: Readonly<Record<string, string>>
}

const UNIX = ['/bin', '/dev', '/etc', '/home', '/proc', '/root', '/sys', '/tmp', '/usr/bin', '/usr/sbin', '/var']
const NOTHING: FlavourFiles = { directories: ['/dev', '/etc', '/proc', '/sys'], files: {}, links: {} }

const DEBIAN_PASSWD = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
games:x:5:60:games:/usr/games:/usr/sbin/nologin
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
lp:x:7:7:lp:/var/spool/lpd:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
news:x:9:9:news:/var/spool/news:/usr/sbin/nologin
uucp:x:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin
proxy:x:13:13:proxy:/bin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
list:x:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin
irc:x:39:39:ircd:/run/ircd:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`

const DEBIAN_GROUP = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
mail:x:8:
proxy:x:13:
sudo:x:27:
www-data:x:33:
staff:x:50:
users:x:100:
nogroup:x:65534:
`

const DEBIAN_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`

const BUSYBOX_PASSWD = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`

const BUSYBOX_GROUP = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mail:x:8:
kmem:x:9:
wheel:x:10:root
cdrom:x:11:
dialout:x:18:
floppy:x:19:
video:x:28:
audio:x:29:
tape:x:32:
www-data:x:33:
operator:x:37:
utmp:x:43:
plugdev:x:46:
staff:x:50:
lock:x:54:
netdev:x:82:
users:x:100:
nobody:x:65534:
`

/** What the images of one flavour have in common. Programs are no files: `programs(flavour)` has them. */
export const FLAVOUR_FILES: Record<Flavour, FlavourFiles> = {
  busybox: {
    directories: [...UNIX, '/lib', '/usr/lib', '/var/spool/mail', '/var/www'],
    files: {
      '/etc/passwd': BUSYBOX_PASSWD,
      '/etc/group': BUSYBOX_GROUP,
      '/etc/shadow': 'root:*:::::::\n',
      '/etc/nsswitch.conf': 'hosts: files dns\n',
    },
    links: { '/lib64': 'lib' },
  },
  debian: {
    directories: [
      ...[
        '/boot',
        '/dev',
        '/home',
        '/media',
        '/mnt',
        '/opt',
        '/proc',
        '/root',
        '/run',
        '/srv',
        '/sys',
        '/tmp',
        '/usr/bin',
        '/usr/lib',
        '/usr/local/bin',
        '/usr/sbin',
      ],
      ...['/usr/share', '/var/cache', '/var/lib', '/var/log', '/var/tmp'],
    ],
    files: {
      '/etc/passwd': DEBIAN_PASSWD,
      '/etc/group': DEBIAN_GROUP,
      '/usr/lib/os-release': DEBIAN_RELEASE,
      '/etc/debian_version': '12.11\n',
      '/etc/issue': 'Debian GNU/Linux 12 \\n \\l\n\n',
      '/etc/nsswitch.conf':
        'passwd:         files\ngroup:          files\nshadow:         files\n\nhosts:          files dns\nnetworks:       files\n\nprotocols:      db files\nservices:       db files\n',
      '/root/.profile':
        '# ~/.profile: executed by Bourne-compatible login shells.\n\nif [ "$BASH" ]; then\n  if [ -f ~/.bashrc ]; then\n    . ~/.bashrc\n  fi\nfi\n\nmesg n 2> /dev/null || true\n',
    },
    links: { '/bin': 'usr/bin', '/sbin': 'usr/sbin', '/lib': 'usr/lib', '/etc/os-release': '../usr/lib/os-release', '/var/run': '/run' },
  },
  node: NOTHING,
  laptop: NOTHING,
  scratch: NOTHING,
}
