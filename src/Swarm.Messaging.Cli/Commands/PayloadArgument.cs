using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>
/// The payload as given: JSON, <c>@FILE</c> or <c>@-</c>. It becomes part of a document, so that it is one JSON value is checked here;
/// the refusal is like one of the host's.
/// </summary>
internal static class PayloadArgument
{
    /// <summary>The document round it takes one level.</summary>
    private const int MaxDepth = ParsedBody.MaxDepth - 1;

    /// <param name="name">The option that it was given by; the refusal names it.</param>
    /// <param name="command">That it is a part of; the refusal names it.</param>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        string text, CliConsole console, CancellationToken cancellation, string name = "payload", string command = nameof(SubmitTask))
    {
        var bytes = text.StartsWith('@')
            ? await InputFile.ReadAsync(text[1..], console, cancellation).ConfigureAwait(false)
            : Encoding.UTF8.GetBytes(text);
        return WhatIsWrong(bytes) is { } wrong ? throw new RejectedException(Refusal(command, name, text, bytes, wrong)) : bytes;
    }

    /// <summary>The value of an argument that is one JSON document; what is wrong with it is wrong with the command line.</summary>
    public static async Task<JsonElement> JsonAsync(HostVerb verb, Symbol argument, string text)
    {
        var bytes = text.StartsWith('@')
            ? await InputFile.ReadAsync(text[1..], verb.Console, verb.Cancellation).ConfigureAwait(false)
            : Encoding.UTF8.GetBytes(text);
        return WhatIsWrong(bytes) is { } wrong
            ? throw new CliException(
                ExitCodes.Usage,
                $"{verb.Parse.CommandResult.Command.Name}: {argument.Name} is {(text.StartsWith('@') ? text : $"'{Shown.Cut(text, 100)}'")}; it must be one JSON value in UTF-8, at most {MaxDepth} levels deep: {wrong}. Nothing was sent.")
            : JsonElement.Parse(bytes);
    }

    private static string? WhatIsWrong(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes))
            return "it holds bytes that are no UTF-8";
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read())
            {
                // Only whether it can be read counts.
            }

            return ParsedBody.HasLoneSurrogate(bytes)
                ? "a text in it has half of a surrogate pair (\\uD800 to \\uDFFF without its other half): it is no Unicode text"
                : null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    private static CommandRejected Refusal(string command, string name, string text, byte[] bytes, string wrong)
    {
        var rule = $"One JSON value in UTF-8, at most {MaxDepth} levels deep; {wrong}";
        return new CommandRejected
        {
            Command = command,
            Code = "malformed",
            Message = $"{name}: {rule}",
            Violations = [new(name, text.StartsWith('@') ? $"{text} ({bytes.Length} bytes)" : Shown.Cut(text, 100), rule, "malformed")],
        };
    }
}
