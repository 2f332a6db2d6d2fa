using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Operations;

/// <summary>A refusal of the task that a CRM task means, in the words of its caller.</summary>
internal static class CrmRefusal
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["taskId"] = "id", ["client"] = "clientId", ["payload"] = "input", ["timeoutMs"] = "constraints.timeoutAfter", ["retry.maxAttempts"] = "constraints.maxRetries",
        ["requires"] = "requirements", ["rank"] = "priority",
    };

    public static CommandRejected Of(CommandRejected refused)
    {
        List<Violation> found = [.. refused.Violations.Select(v => new Violation(v.Field, v.Value, v.Rule, v.Code))];
        var own = CommandRules.Reject(nameof(SubmitCrmTask), refused.TaskId, [.. found.Select(v => v with { Field = Name(v.Field) })]);
        // Others than those for wrong fields have a message of their own.
        return refused.Message == CommandRules.Reject(refused.Command, refused.TaskId, found).Message ? own
            : refused with { Command = nameof(SubmitCrmTask), Violations = own.Violations };
    }

    private static string Name(string field)
    {
        var end = field.AsSpan().IndexOfAny('[', '.');
        return Names.GetValueOrDefault(field) ?? (end > 0 && Names.TryGetValue(field[..end], out var name) ? name + field[end..] : field);
    }
}
