using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;
using Swarm.Messaging.Crm.Operations;

namespace Swarm.Messaging.Crm.Running;

/// <summary>A way to do operations: in a browser, or by calls.</summary>
internal interface IOperationRunner
{
    IReadOnlyCollection<Operation> Operations { get; }

    /// <summary>How long the service's answer is waited for; without one, what was sent may still take effect for at least as long again.</summary>
    TimeSpan AnswerTimeout { get; }

    /// <summary>Calls <see cref="EffectAttempt.Intend"/> right before it may happen. Failures are values.</summary>
    Task<AgentResult> RunAsync(OperationCall call, EffectAttempt attempt, CancellationToken cancellation);

    Task<EffectVerdict> VerifyAsync(OperationCall call, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>How many of an operation go into one call; 1: they are done one after another.</summary>
    int Together(Operation operation);

    /// <summary>An end for each, and whether it is certain that nothing has happened. All are of one operation and client.</summary>
    Task<IReadOnlyList<(AgentResult Result, bool NotDone)>> RunTogetherAsync(IReadOnlyList<OperationCall> calls, CancellationToken cancellation);
}
