using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Flow;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>How fast work may go, by client, operation, agent or location. Without a verb of its own it shows them.</summary>
internal static class LimitsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "limits",
            "Limits and pauses of dispatch: what may run at a time, how much may begin, whose turn weighs how much",
            """
            swarm limits
            swarm limits set client:acme --concurrency 5 --weight 2
            swarm limits set "location:*" --rate 300/10s --rate 500000/1d
            swarm limits remove client:acme
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.Limits, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<DispatchLimits>(document, all => LimitTable.Write(console, all.Limits));
            return ExitCodes.Ok;
        });
        command.Add(Set(host, console));
        command.Add(Remove(host, console));
        return command;
    }

    private static Verb Set(ApiOptions host, CliConsole console)
    {
        var key = Key("client:CLIENT, operation:KIND/OPERATION, agent:AGENT, location:LOCATION, or NAME:* for all of a name");
        var concurrency = new Option<int?>("--concurrency") { Description = "Attempts at a time", HelpName = "N" };
        var rate = new Option<StartRate[]>("--rate") { Description = "So many may begin in a time, e.g. 100/10s; may be given again", HelpName = "N/TIME", CustomParser = Rates };
        var weight = new Option<decimal?>("--weight") { Description = "Of a client: turns for one of another's, 0.01..100", HelpName = "W" };
        var command = new Verb(
            "set", "Sets what a key may do; what runs already counts too",
            """swarm limits set "location:*" --rate 300/10s --rate 500000/1d""") { key, concurrency, rate, weight };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var said = new SetLimit
            {
                Key = verb.Parse.GetValue(key), Concurrency = verb.Parse.GetValue(concurrency), Rates = verb.Parse.GetValue(rate), Weight = verb.Parse.GetValue(weight),
            };
            return await PutAsync(verb, said, console).ConfigureAwait(false);
        });
        return command;
    }

    private static Verb Remove(ApiOptions host, CliConsole console)
    {
        var key = Key("As it is listed");
        var command = new Verb("remove", "Removes a limit: nothing is said of the key any more", "swarm limits remove client:acme") { key };
        HostVerb.Bind(command, host, console, verb => PutAsync(verb, new SetLimit { Key = verb.Parse.GetValue(key), Remove = true }, console));
        return command;
    }

    private static async Task<int> PutAsync(HostVerb verb, SetLimit limit, CliConsole console)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(limit, WireJson.Options);
        var document = await verb.Api.PutAsync(Paths.Limits, body, "application/json", verb.Cancellation).ConfigureAwait(false);
        verb.Answer<DispatchLimits>(document, all => LimitTable.Write(console, all.Limits));
        return ExitCodes.Ok;
    }

    public static Argument<string> Key(string description) => new("KEY") { Description = description };

    private static StartRate[]? Rates(ArgumentResult result)
    {
        var rates = new List<StartRate>();
        foreach (var token in result.Tokens)
        {
            var parts = token.Value.Split('/');
            if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var starts) && starts is >= 1 and <= FlowReader.MostStarts
                && Duration.Parse(parts[1]) is { TotalMilliseconds: >= 1 and <= FlowReader.LongestPeriodMs } per)
            {
                rates.Add(new StartRate(starts, (long)per.TotalMilliseconds));
                continue;
            }

            result.AddError($"--rate is '{token.Value}'; it must be a number from 1 to {FlowReader.MostStarts}, a slash and a duration from 1ms to 31d, e.g. 100/10s.");
            return null;
        }

        return [.. rates];
    }
}
