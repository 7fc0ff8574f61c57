/** The programs of images that few labs run, loaded together. */
export { program as agnhost } from './agnhost-program.ts'
export { program as helloFrontend } from './hello-frontend-program.ts'
export { program as httpEcho } from './http-echo-program.ts'
export { program as httpd } from './httpd-program.ts'
export { program as stress } from './stress-program.ts'
export { program as whoami } from './whoami-program.ts'
