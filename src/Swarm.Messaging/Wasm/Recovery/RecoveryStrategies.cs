using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Wasm.Recovery.Actions;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>The strategies and actions of this installation: those every host knows and those registered. Every host must have the same.</summary>
internal sealed class RecoveryStrategies
{
    private readonly FrozenDictionary<string, RecoveryStrategy> byType;
    private readonly FrozenDictionary<string, IRecoveryAction> actions;

    /// <exception cref="OptionsValidationException">A strategy names an action that nobody registered, or a class is given two strategies.</exception>
    public RecoveryStrategies(IEnumerable<IRecoveryAction> actions, IEnumerable<RecoveryStrategyChoice> registered, IOptions<RecoveryOptions> options)
    {
        // A later one replaces an earlier one of the same name.
        this.actions = SettingsActions.All(options).Concat(actions).GroupBy(a => a.Name, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        List<RecoveryStrategyChoice> own = [.. registered, .. options.Value.Strategies.Select(s => new RecoveryStrategyChoice(s.Key, s.Value.ToStrategy()))];
        var failures = RecoveryRules.Violations(own, this.actions.Keys);
        if (failures.Count > 0)
            throw new OptionsValidationException(nameof(RecoveryOptions), typeof(RecoveryOptions), failures);
        var all = BuiltInStrategies.ByType.ToDictionary(StringComparer.Ordinal);
        foreach (var choice in own)
            all[choice.ErrorType] = choice.Strategy;
        byType = all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public RecoveryStrategy For(string errorType) => byType.GetValueOrDefault(errorType, BuiltInStrategies.Generic);

    public IRecoveryAction? Action(string name) => actions.GetValueOrDefault(name);

    public RecoverySettings Adjust(RecoveryStrategy strategy, RecoverySettings settings) =>
        strategy.Actions.Aggregate(settings, (adjusted, action) => actions[action].Adjust(adjusted));
}
