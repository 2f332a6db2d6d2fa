using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

internal static class EventsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "events",
            "Follows what happens, until Ctrl-C",
            """
            swarm events                                       one line an event
            swarm events --json | jq 'select(.client=="acme")' one JSON document a line
            """);
        HostVerb.Bind(command, ApiOptions.AddTo(command), console, verb => FollowAsync(verb, Paths.Events, Line));
        return command;
    }

    /// <param name="line">An event for people.</param>
    internal static async Task<int> FollowAsync(HostVerb verb, string path, Func<JsonElement, string> line)
    {
        try
        {
            await using var stream = await verb.Api.OpenAsync(path, verb.Cancellation).ConfigureAwait(false);
            verb.Console.Remark($"Following the events of {verb.Api.Host.Url}; Ctrl-C ends it.");
            await foreach (var data in ServerEvents.ReadAsync(stream, verb.Cancellation).ConfigureAwait(false))
                Write(verb, JsonElement.Parse(data), line);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new CliException(ExitCodes.NoHost, $"The host at {verb.Api.Host.Url} broke the stream off: {e.Message}", e);
        }

        throw new CliException(ExitCodes.NoHost, $"The host at {verb.Api.Host.Url} ended the stream; it has probably stopped.");
    }

    private static void Write(HostVerb verb, JsonElement one, Func<JsonElement, string> line)
    {
        if (verb.Json)
        {
            verb.Console.JsonLine(one);
            return;
        }

        verb.Console.Out.WriteLine(line(one));
        verb.Console.Out.Flush();
    }

    private static string Line(JsonElement one)
    {
        var at = one.TryGetProperty("at", out var when) ? Shown.Clock(when.GetDateTimeOffset()) : "";
        return $"{at} {Text(one, "event"),-21} {Text(one, "taskId")} {Text(one, "client")} {Text(one, "kind")}/{Text(one, "operation")} {Text(one, "reason")}".TrimEnd();
    }

    private static string Text(JsonElement one, string name) =>
        one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
