using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>What a strategy of one's own must be like.</summary>
internal static class RecoveryRules
{
    public static List<string> Violations(IReadOnlyList<RecoveryStrategyChoice> own, IReadOnlyCollection<string> actions)
    {
        var failures = new List<string>();
        foreach (var twice in own.GroupBy(c => c.ErrorType, StringComparer.Ordinal).Where(g => g.Count() > 1))
            failures.Add($"Wasm:Recovery: {twice.Key} is given {twice.Count()} strategies ({string.Join(", ", twice.Select(c => c.Strategy.Name))}); one is followed.");
        foreach (var (type, strategy) in own)
        {
            if (string.IsNullOrWhiteSpace(strategy.Name))
                failures.Add($"Wasm:Recovery: the strategy for {type} has no name; events and statistics show it by its name.");
            if (strategy.Attempts is < 0 or > RecoveryStrategy.MostAttempts)
                failures.Add($"Wasm:Recovery: the strategy for {type} has {strategy.Attempts} attempts; 0 to {RecoveryStrategy.MostAttempts} are possible.");
            failures.AddRange(strategy.Actions.Where(a => !actions.Contains(a)).Select(a => Unknown(type, a, actions)));
        }

        return failures;
    }

    private static string Unknown(string type, string action, IReadOnlyCollection<string> actions)
    {
        var nearest = NearestName.Of(action, actions);
        return $"Wasm:Recovery: the strategy for {type} names the action '{action}', which nobody registered."
            + (nearest is null ? $" Known: {string.Join(", ", actions.Order(StringComparer.Ordinal))}." : $" Did you mean {nearest}?");
    }
}
