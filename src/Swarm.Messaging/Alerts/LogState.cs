namespace Swarm.Messaging.Alerts;

/// <summary>Whether this host's log can be written. Told once when it begins to fail and once when it works again.</summary>
/// <param name="tell">Where people look who start a host: its console.</param>
internal sealed class LogState(Action<string>? tell = null)
{
    private readonly Lock gate = new();
    private string? failure;
    private long lost;

    /// <summary>Why it cannot be written; null while it can.</summary>
    public string? Failure
    {
        get
        {
            lock (gate)
                return failure;
        }
    }

    public void Failed(string reason)
    {
        lock (gate)
        {
            if (failure is null)
                tell?.Invoke($"warning: the log cannot be written: {reason} The host goes on, and writes it again when it can.");
            failure = reason;
        }
    }

    /// <summary>Bytes that found no room while it could not be written.</summary>
    public void Lost(long bytes) => Interlocked.Add(ref lost, bytes);

    public void Works()
    {
        lock (gate)
        {
            if (failure is null)
                return;
            failure = null;
            var gone = Interlocked.Exchange(ref lost, 0);
            tell?.Invoke($"The log can be written again{(gone == 0 ? "" : $"; {gone} bytes of it are lost")}.");
        }
    }
}
