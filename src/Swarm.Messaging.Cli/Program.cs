using System.Runtime.InteropServices;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Terminal;

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
