using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Views;

/// <summary>Every reason of a refusal on a line of its own: field, value, rule.</summary>
internal static class RejectionView
{
    public static void Write(CliConsole console, CommandRejected rejected)
    {
        if (rejected.Violations.Count == 0)
        {
            console.Remark($"swarm: refused ({rejected.Code}): {rejected.Message}");
            return;
        }

        console.Remark($"swarm: {(rejected.Command is { Length: > 0 } name ? name : "the command")} was refused ({rejected.Code}) and changed nothing:");
        foreach (var violation in rejected.Violations)
            console.Remark($"  {violation.Field} {(violation.Value is null ? "(missing)" : $"= {violation.Value}")}: {violation.Rule}");
        // A message that does not only repeat the reasons says what to do.
        if (rejected.Violations.All(v => !rejected.Message.Contains(v.Rule, StringComparison.Ordinal)))
            console.Remark($"  {rejected.Message}");
    }
}
