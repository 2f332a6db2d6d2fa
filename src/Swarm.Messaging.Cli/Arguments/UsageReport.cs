using System.CommandLine;
using System.CommandLine.Parsing;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>What is wrong with a command line: each error in a sentence, with the nearest thing that would have been right.</summary>
internal static class UsageReport
{
    public static IEnumerable<string> Lines(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var unknown = parse.UnmatchedTokens;
        var misspelt = MisspeltVerb(parse);
        if (misspelt is { } verb)
            yield return Unknown(verb.Word, verb.Above.Command);
        else
        {
            foreach (var token in unknown)
                yield return Unknown(token, command);
        }

        foreach (var error in parse.Errors.Select(Told))
        {
            // A word that is no verb is both unknown and the lack of a verb: one sentence is enough.
            var isTold = unknown.Any(t => error.Contains($"'{t}'", StringComparison.Ordinal))
                || (unknown.Count > 0 && command.Subcommands.Count > 0);
            if (!isTold)
                yield return error;
        }

        foreach (var token in Mistaken(parse))
            yield return Unknown(token, command);
        yield return $"'{Path(misspelt?.Above ?? parse.CommandResult)} --help' shows what is possible.";
    }

    /// <summary>Options that do not exist and were taken as an argument; after <c>--</c> everything is one.</summary>
    public static IEnumerable<string> Mistaken(ParseResult parse) => parse.Tokens.Any(t => t.Type == TokenType.DoubleDash)
        ? []
        : parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens)
            .Select(t => t.Value).Where(t => t.StartsWith("--", StringComparison.Ordinal));

    /// <summary>
    /// A word where a verb belongs, with something after it: it was read as the argument that may stand there as well, or passed over for a later word that is a verb
    /// of the same command (<c>swarm workflow rnu FILE</c>, <c>swarm workflwo run FILE</c>).
    /// </summary>
    private static (string Word, System.CommandLine.Parsing.CommandResult Above)? MisspeltVerb(ParseResult parse)
    {
        if (!parse.UnmatchedTokens.Any(IsWord))
            return null;
        var here = parse.CommandResult;
        if (here.Command.Subcommands.Count > 0 && here.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).FirstOrDefault() is { } taken)
            return (taken.Value, here);
        var before = parse.Tokens.TakeWhile(t => !t.Equals(here.IdentifierToken)).LastOrDefault();
        return before is not null && parse.UnmatchedTokens.Contains(before.Value) && here.Parent is System.CommandLine.Parsing.CommandResult above
            ? (before.Value, above)
            : null;

        static bool IsWord(string token) => !token.StartsWith('-');
    }

    // The library's own words name types of the runtime.
    private static string Told(ParseError error) => error switch
    {
        { SymbolResult: OptionResult { Tokens: [var given] } result } when IsWhole(result.Option.ValueType) && !int.TryParse(given.Value, out _) =>
            $"{result.Option.Name} is '{given.Value}'; it must be a whole number.",
        { SymbolResult: ArgumentResult { Tokens: [var given] } result } when IsWhole(result.Argument.ValueType) && !long.TryParse(given.Value, out _) =>
            $"{result.Argument.Name} is '{given.Value}'; it must be a whole number.",
        { SymbolResult: System.CommandLine.Parsing.CommandResult { Command: RootCommand root } } when error.Message.StartsWith("Required command", StringComparison.Ordinal) =>
            $"Say what to do: {string.Join(", ", root.Subcommands.Select(c => c.Name))}.",
        _ => error.Message,
    };

    private static bool IsWhole(Type type) => type == typeof(int) || type == typeof(int?) || type == typeof(long) || type == typeof(long?);

    private static string Unknown(string token, Command command)
    {
        var isOption = token.StartsWith('-');
        if (token == "help")
            return "There is no verb 'help'; did you mean '--help'?";
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

    private static string Path(System.CommandLine.Parsing.CommandResult command)
    {
        var names = new List<string>();
        for (var at = command; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, at.Parent is null ? "swarm" : at.Command.Name);
        return string.Join(' ', names);
    }
}
