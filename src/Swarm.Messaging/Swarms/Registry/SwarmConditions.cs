using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>When the number of swarms is worth an alert. Pure but for what it was told last.</summary>
internal sealed class SwarmConditions(IOptionsMonitor<SwarmsOptions> options) : IConditionSource
{
    private long active = -1;

    /// <summary>Active swarms, as they were counted last.</summary>
    public void Counted(long now) => Interlocked.Exchange(ref active, now);

    public IEnumerable<Condition> Look()
    {
        var (now, threshold) = (Interlocked.Read(ref active), options.CurrentValue.LimitAlert);
        // Nobody has counted yet: that says nothing.
        if (now >= 0)
        {
            yield return new Condition(
                AlertNames.SwarmLimit, "warning", "swarms", now, threshold, now > threshold, now <= threshold,
                $"Registration is refused from {options.CurrentValue.MaxActive} active swarms on: deregister those that are done, or raise Swarms:MaxActive.");
        }
    }
}
