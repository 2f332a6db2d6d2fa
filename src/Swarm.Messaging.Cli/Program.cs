using System.Runtime.InteropServices;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Terminal;

using var interrupts = new Interrupts(PosixSignal.SIGINT, PosixSignal.SIGTERM);
return await SwarmCli.RunAsync(args, CliConsole.OfProcess(), interrupts.Asked);
