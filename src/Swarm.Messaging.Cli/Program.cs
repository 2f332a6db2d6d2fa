using System.Runtime.InteropServices;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Worker;

// First of all, and beside the command line: what a worker does not need costs each of them time and memory.
if (args is [WorkerCommand.Name])
    return ShippedWorker.Run();

using var interrupts = new Interrupts(PosixSignal.SIGINT, PosixSignal.SIGTERM);
return await SwarmCli.RunAsync(args, CliConsole.OfProcess(), interrupts.Asked);
