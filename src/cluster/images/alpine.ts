import type { Image } from './image.ts'

export const alpine: Image = {
  repository: 'docker.io/library/alpine',
  tags: ['latest', '3', '3.20', '3.21', '3.22', '3.23'],
  flavour: 'busybox',
  command: ['/bin/sh'],
  files: {
    '/etc/os-release':
      'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.23.0\nPRETTY_NAME="Alpine Linux v3.23"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n',
    '/etc/alpine-release': '3.23.0\n',
    '/etc/issue': 'Welcome to Alpine Linux 3.23\nKernel \\r on \\m (\\l)\n\n',
  },
  size: 3_802_452,
}

export const curl: Image = {
  ...alpine,
  repository: 'docker.io/curlimages/curl',
  tags: ['latest', '8.17.0', '8.16.0', '8.15.0', '8.10.1', '7.88.1'],
  entrypoint: ['/entrypoint.sh'],
  command: ['curl'],
  user: { name: 'curl_user', uid: 100, gid: 101, home: '/home/curl_user' },
  workingDir: '/home/curl_user',
  files: {
    ...alpine.files,
    '/entrypoint.sh':
      '#!/bin/sh\nset -e\ncase "$1" in\n  -*) set -- curl "$@" ;;\nesac\ncommand -v "$1" > /dev/null || set -- curl "$@"\nexec "$@"\n',
  },
  executable: ['/entrypoint.sh'],
  borrows: { flavour: 'debian', names: ['curl'] },
  size: 9_430_816,
}
