using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>When the number of swarms, or of states that cannot be read, is worth an alert. Pure but for what it was told last.</summary>
internal sealed class SwarmConditions(IOptionsMonitor<SwarmsOptions> options) : IConditionSource
{
    private long active = -1;
    private long errors = -1;

    /// <summary>Active swarms, as they were counted last.</summary>
    public void Counted(long now) => Interlocked.Exchange(ref active, now);

    /// <summary>States that could not be read or written within an hour.</summary>
    public void Failed(long lately) => Interlocked.Exchange(ref errors, lately);

    public IEnumerable<Condition> Look()
    {
        var settings = options.CurrentValue;
        var (now, threshold) = (Interlocked.Read(ref active), settings.LimitAlert < settings.MaxActive ? settings.LimitAlert : settings.MaxActive * 9 / 10);
        // Nobody has counted yet: that says nothing.
        if (now >= 0)
        {
            yield return new Condition(
                AlertNames.SwarmLimit, "warning", "swarms", now, threshold, now > threshold, now <= threshold,
                $"Registration is refused from {settings.MaxActive} active swarms on: deregister those that are done, or raise Swarms:MaxActive.");
        }

        var (failed, most) = (Interlocked.Read(ref errors), settings.StateErrorAlert);
        if (failed >= 0)
        {
            yield return new Condition(
                AlertNames.StateErrors, "critical", "swarms", failed, most, failed > most, failed <= most,
                "States of swarms cannot be read: the log names them. Save such a state anew, or restore a snapshot: swarm swarms restore ID SNAPSHOT.");
        }
    }
}
