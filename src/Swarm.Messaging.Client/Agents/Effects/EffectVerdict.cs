using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>Whether an effect has happened. A closed set.</summary>
public abstract record EffectVerdict
{
    private EffectVerdict()
    {
    }

    /// <param name="Result">What the task returns.</param>
    public sealed record Done(JsonElement? Result) : EffectVerdict;

    public sealed record NotDone : EffectVerdict;

    /// <param name="Reason">Why nobody could look; the next attempt looks again.</param>
    public sealed record Unknown(string Reason) : EffectVerdict
    {
        /// <summary>Nobody could look because the service lets nobody in: how the attempt fails then. Null: as <c>not_verified</c>.</summary>
        public TaskError? Login { get; init; }
    }
}
