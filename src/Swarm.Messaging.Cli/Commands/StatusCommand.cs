using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;

namespace Swarm.Messaging.Cli.Commands;

internal static class StatusCommand
{
    public static Command Create(CliConsole console)
    {
        var area = new Argument<string?>("AREA") { Description = "tasks, placement, wasm, ...; all when absent", Arity = ArgumentArity.ZeroOrOne };
        var command = new Verb(
            "status",
            "What the system is doing, by area",
            """
            swarm status                                  everything
            swarm status placement                        targets and queues
            swarm status tasks --json | jq .areas.tasks   for programs
            """) { area };
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, async verb =>
        {
            var path = verb.Parse.GetValue(area) is { } name ? $"{Paths.Status}/{Paths.Segment(name)}" : Paths.Status;
            var document = await verb.Api.GetAsync(path, verb.Cancellation).ConfigureAwait(false);
            verb.Answer(document, d => Write(console, d));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(CliConsole console, JsonElement document)
    {
        foreach (var area in document.GetProperty("areas").EnumerateObject())
        {
            console.Heading(area.Name);
            StatusView.Write(console, area.Value);
        }
    }
}
