using System.CommandLine;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>What is wrong with a command line: each error in a sentence, with the nearest thing that would have been right.</summary>
internal static class UsageReport
{
    public static IEnumerable<string> Lines(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var unknown = parse.UnmatchedTokens;
        foreach (var token in unknown)
            yield return Unknown(token, command);
        foreach (var error in parse.Errors.Select(e => e.Message))
        {
            // A word that is no verb is both unknown and the lack of a verb: one sentence is enough.
            var isTold = unknown.Any(t => error.Contains($"'{t}'", StringComparison.Ordinal))
                || (unknown.Count > 0 && command.Subcommands.Count > 0);
            if (!isTold)
                yield return error;
        }

        yield return $"'{Path(parse)} --help' shows what is possible.";
    }

    private static string Unknown(string token, Command command)
    {
        var isOption = token.StartsWith('-');
        var what = isOption ? "option" : command.Subcommands.Count > 0 ? "verb" : "argument";
        var known = isOption ? OptionsOf(command) : command.Subcommands.Select(c => c.Name);
        return $"There is no {what} '{token}' here{(NearestName.Of(token, known) is { } near ? $"; did you mean '{near}'?" : ".")}";
    }

    private static IEnumerable<string> OptionsOf(Command command)
    {
        for (Symbol? at = command; at is Command here; at = here.Parents.FirstOrDefault())
        {
            foreach (var option in here.Options.Where(o => at == command || o.Recursive))
                yield return option.Name;
        }
    }

    private static string Path(ParseResult parse)
    {
        var names = new List<string>();
        for (var at = parse.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, at.Parent is null ? "swarm" : at.Command.Name);
        return string.Join(' ', names);
    }
}
