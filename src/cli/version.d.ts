/** The version in package.json, put in by the build. */
declare const EVOLVENT_VERSION: string;
