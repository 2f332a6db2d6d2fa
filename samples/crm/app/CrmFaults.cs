namespace Swarm.Messaging.Samples.Crm;

/// <summary>Goes wrong as often as it was told to; the same seed, the same choices.</summary>
internal sealed class CrmFaults(CrmSettings settings, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Random random = new(settings.Faults.Seed);
    private readonly Dictionary<string, int> refused = new(StringComparer.Ordinal);

    /// <summary>For tests: awaited, with the action's name, between the change and the answer.</summary>
    public Func<string, Task>? AfterChange { get; set; }

    /// <summary>For tests: awaited, with the action's name, before the change.</summary>
    public Func<string, Task>? BeforeChange { get; set; }

    /// <param name="key">The request's idempotency key; empty: it has none.</param>
    public async Task BeforeAsync(string action, string key = "")
    {
        if (key.Length > 0 && settings.Faults.FailFirstActions.Contains(action) && IsOneOfTheFirst($"{action} {key}"))
            throw new CrmException(500, "It failed on purpose, as one of the first; nothing was changed.");
        if (Happens(settings.Faults.FailRate))
            throw new CrmException(500, "It failed on purpose; nothing was changed.");
        if (action == settings.Faults.Action && settings.Faults.DelayBefore > TimeSpan.Zero)
            await Task.Delay(settings.Faults.DelayBefore, time).ConfigureAwait(false);
        if (BeforeChange is { } hook)
            await hook(action).ConfigureAwait(false);
    }

    public async Task AfterAsync(string action)
    {
        if (action == settings.Faults.Action && settings.Faults.DelayAfter > TimeSpan.Zero)
            await Task.Delay(settings.Faults.DelayAfter, time).ConfigureAwait(false);
        if (AfterChange is { } hook)
            await hook(action).ConfigureAwait(false);
        if (Happens(settings.Faults.FailAfterRate))
            throw new CrmException(500, "It failed on purpose, after the change was made.");
    }

    private bool IsOneOfTheFirst(string request)
    {
        lock (gate)
        {
            var times = refused.GetValueOrDefault(request);
            if (times >= settings.Faults.FailFirst)
                return false;
            refused[request] = times + 1;
            return true;
        }
    }

    private bool Happens(double rate)
    {
        if (rate <= 0)
            return false;
        lock (gate)
            return random.NextDouble() < rate;
    }
}
