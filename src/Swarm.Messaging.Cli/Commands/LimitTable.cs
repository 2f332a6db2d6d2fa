using System.Globalization;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Flow;

namespace Swarm.Messaging.Cli.Commands;

internal static class LimitTable
{
    public static void Write(CliConsole console, IReadOnlyList<DispatchLimit> limits)
    {
        if (limits.Count == 0)
        {
            console.Out.WriteLine("Nothing is limited or paused.");
            return;
        }

        var table = Tables.Create("Key", "#At a time", "Begun", "#Weight", "Paused", "#Queues waiting");
        foreach (var one in limits)
        {
            table.Add(
                one.Key + (one.Told && !one.Key.StartsWith("login:", StringComparison.Ordinal) ? " (told by a service)" : one.Default ? " (default)" : ""),
                one.Concurrency is { } most ? $"{one.Held} of {most}" : "",
                string.Join(", ", one.Rates.Select(r => $"{r.Used} of {r.Starts} in {Shown.Span(TimeSpan.FromMilliseconds(r.PerMs))}")),
                one.Weight == 1 ? "" : one.Weight.ToString(CultureInfo.InvariantCulture),
                Pause(one),
                $"{one.Waiting}");
        }

        console.Answers.Write(table);
    }

    private static string Pause(DispatchLimit one)
    {
        if (one.Pause is { } pause)
            return (pause.Until is { } until ? $"until {Shown.Time(until)}" : "until resumed") + (pause.Reason is { Length: > 0 } reason ? $": {reason}" : "");
        return one.RestUntil is not { } rest ? ""
            : one.Key.StartsWith("login:", StringComparison.Ordinal) ? $"the login fails; tried again at {Shown.Time(rest)}"
            : $"the service asked for a rest until {Shown.Time(rest)}";
    }
}
