using Microsoft.Extensions.Options;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Agents;

/// <summary>Relations between the options.</summary>
internal sealed class AgentOptionsValidator(IOptions<PlacementOptions> placement) : IValidateOptions<AgentOptions>
{
    public ValidateOptionsResult Validate(string? name, AgentOptions options)
    {
        var failures = new List<string>();
        if (options.OfflineAfter <= placement.Value.Lease)
            failures.Add($"Agents:OfflineAfter is {options.OfflineAfter}; it must be longer than Placement:Lease ({placement.Value.Lease}), or an agent is given up while its work is still its own.");
        if (options.OfflineAfter >= placement.Value.TargetTtl)
            failures.Add($"Agents:OfflineAfter is {options.OfflineAfter}; it must be shorter than Placement:TargetTtl ({placement.Value.TargetTtl}), or placement forgets the agent first.");
        if (options.BreakerMinimum > options.BreakerWindow)
            failures.Add($"Agents:BreakerMinimum is {options.BreakerMinimum}; the rate looks at no more than Agents:BreakerWindow ({options.BreakerWindow}) ends, so it would never say anything.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
