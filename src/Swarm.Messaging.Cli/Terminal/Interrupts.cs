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

    /// <summary>A later one: the process ends now. What may not stay behind is done away with here, quickly; it may fail.</summary>
    public static event Action? Impatient;

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
        {
            foreach (var each in Impatient?.GetInvocationList().Cast<Action>() ?? [])
                Try(each);
            return;
        }

        signal.Cancel = true;
        _ = asked.CancelAsync();
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Nobody waits to hear it.
        }
    }
}
