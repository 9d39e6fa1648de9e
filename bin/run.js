#!/usr/bin/env node
// Read by whatever Node is there, so it stays in old syntax: this file decides whether that Node will do.
var version = process.versions.node.split('.').map(Number);

if (version[0] > 22 || (version[0] === 22 && version[1] >= 18)) start();
else restart();

function start() {
  import('node:module')
    .then(function (module) {
      module.enableCompileCache();
      return import('../dist/cli.js');
    })
    .then(function (cli) {
      return cli.main(process.argv.slice(2), import.meta.url);
    });
}

// A clone carries a current Node as a development package; an installed CLI does not.
function restart() {
  Promise.all([import('fs'), import('child_process'), import('url')]).then(function (modules) {
    var os = process.platform === 'win32' ? 'win' : process.platform;
    var file = os === 'win' ? 'node.exe' : 'node';
    var binary = ['node-' + os + '-' + process.arch, 'node-bin-' + os + '-' + process.arch]
      .map(function (name) {
        return modules[2].fileURLToPath(new URL('../node_modules/' + name + '/bin/' + file, import.meta.url));
      })
      .filter(function (path) {
        return modules[0].existsSync(path);
      })[0];
    if (!binary) {
      process.stderr.write('mdm needs Node.js 22.18 or newer; this is ' + process.versions.node + '.\n');
      process.exit(1);
    }
    var script = modules[2].fileURLToPath(import.meta.url);
    var child = modules[1].spawn(binary, [script].concat(process.argv.slice(2)), { stdio: 'inherit' });
    ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
      process.on(signal, function () {
        child.kill(signal);
      });
    });
    child.on('error', function (error) {
      process.stderr.write('mdm could not start ' + binary + ': ' + error.message + '\n');
      process.exit(1);
    });
    child.on('close', function (code, signal) {
      if (signal) process.removeAllListeners(signal);
      if (signal) process.kill(process.pid, signal);
      else process.exit(code);
    });
  });
}
