using System.Runtime.InteropServices;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Worker;

// First of all, and beside the command line: what a worker does not need costs each of them time and memory.
if (args is [WorkerCommand.Name])
    return ShippedWorker.Run();

using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await SwarmCli.RunAsync(args, CliConsole.OfProcess(), interrupted.Token);

// The first signal asks for an orderly end, the second has its ordinary effect.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
}
