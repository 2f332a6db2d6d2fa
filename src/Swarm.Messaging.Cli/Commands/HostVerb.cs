using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>What every verb that talks to a host has in common.</summary>
internal sealed class HostVerb(CliConsole console, ParseResult parse, ApiClient api, bool json, string chosen, CancellationToken cancellation)
{
    public CliConsole Console => console;

    public ParseResult Parse => parse;

    public ApiClient Api => api;

    public bool Json => json;

    /// <summary>The options that chose the host, for a command to be typed next.</summary>
    public string Chosen => chosen;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Makes <paramref name="run"/> the command's action, with a client for the host that the options choose.</summary>
    public static void Bind(Command command, ApiOptions options, CliConsole console, Func<HostVerb, Task<int>> run) =>
        command.SetAction(async (parse, cancellation) =>
        {
            var choice = options.Choice(parse);
            using var api = new ApiClient(HostFinder.Find(choice, Environment.GetEnvironmentVariable), text => console.Remark($"swarm: {text}"));
            return await run(new HostVerb(console, parse, api, options.Json(parse), choice.Shown, cancellation)).ConfigureAwait(false);
        });

    /// <summary>The answer as the document it is, or as <paramref name="view"/> shows it.</summary>
    public void Answer(JsonElement document, Action<JsonElement> view)
    {
        if (json)
            console.Json(document);
        else
            view(document);
    }

    public void Answer<T>(JsonElement document, Action<T> view) => Answer(document, d => view(Read<T>(d)));

    public static T Read<T>(JsonElement document) =>
        document.Deserialize<T>(CliJson.Line) ?? throw new CliException(ExitCodes.NoHost, $"The host's answer is no {typeof(T).Name}: is it of another version?");
}
