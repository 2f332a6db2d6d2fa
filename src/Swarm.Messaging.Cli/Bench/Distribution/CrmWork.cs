using System.Text.Json;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>
/// What an agent does with a task: nothing, unless its input says that it takes a while or how it fails. Failures are the agent's own: reported,
/// out of time, or never heard of again.
/// </summary>
internal sealed class CrmWork(CrmLedger ledger)
{
    /// <summary>Of the input: the first so many executions fail and may be repeated.</summary>
    public const string FailsField = "fails";

    /// <summary>Of the input: the first execution does not end by itself.</summary>
    public const string HangsField = "hangs";

    /// <summary>Of the input: it fails in a way that no repetition helps.</summary>
    public const string NeverField = "never";

    /// <summary>Of the input: how long it takes, in ms.</summary>
    public const string TakesField = "takesMs";

    private volatile TaskCompletionSource hurry = Fresh();
    private volatile IReadOnlySet<string> hung = new HashSet<string>();

    /// <summary>What takes a while is over at once, now and from now on.</summary>
    public void Hurry() => hurry.TrySetResult();

    /// <summary>What takes a while does so again.</summary>
    public void Steady() => hurry = Fresh();

    /// <summary>These agents are as good as dead from now on: they send no heartbeat, and nothing that they run ends.</summary>
    public void Hang(IEnumerable<string> agents) => hung = agents.ToHashSet(StringComparer.Ordinal);

    public bool IsHung(string agent) => hung.Contains(agent);

    public async Task<AgentResult> RunAsync(string agent, AgentTask task, CancellationToken cancellation)
    {
        using var seat = ledger.Enter(agent, task);
        if (IsHung(agent))
        {
            // Its slots are given to others when its leases have expired.
            seat.Dispose();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ConfigureAwait(false);
        }

        if (Number(task, NeverField) > 0)
            return AgentResult.Fail("not_in_the_crm", "The contact is not there, and will not be there at another attempt.", retryable: false);
        if (Number(task, HangsField) >= task.Attempt)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ConfigureAwait(false);
        if (Number(task, FailsField) >= task.Attempt)
            return AgentResult.Fail("crm_unavailable", "The CRM answered with 503.");
        if (Number(task, TakesField) is > 0 and var ms)
            await hurry.Task.WaitAsync(TimeSpan.FromMilliseconds(ms), TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return AgentResult.Ok();
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static int Number(AgentTask task, string field) =>
        task.Payload is { ValueKind: JsonValueKind.Object } input && input.TryGetProperty(field, out var value) ? value.GetInt32() : 0;
}
