using System.Runtime.InteropServices;

namespace Swarm.Messaging.Cli.Terminal;

/// <summary>
/// The signals that end a program, counted in one place: the first asks for an orderly end, every later one has its ordinary effect.
/// Only the first is held back, so that another handler of the process may hold back others.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource asked = new();
    private readonly PosixSignalRegistration[] registrations;
    private int seen;

    public Interrupts(params PosixSignal[] signals) =>
        registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, On))];

    public CancellationToken Asked => asked.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        asked.Dispose();
    }

    internal void On(PosixSignalContext signal)
    {
        if (Interlocked.Increment(ref seen) != 1)
            return;
        signal.Cancel = true;
        _ = asked.CancelAsync();
    }
}
