// Stands in for node:child_process in the bundle, where nothing starts another program.
module.exports = {};
