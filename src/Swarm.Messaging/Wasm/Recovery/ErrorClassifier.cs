using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>
/// Names the class of a failure. First match wins: what the runtime said (trap code), what threw (exception or error code of the system),
/// patterns of the operator, and last whole words of the message. A pure function of its arguments and the options.
/// </summary>
internal sealed class ErrorClassifier
{
    /// <summary>Messages are looked at up to here: what a failure is about stands in front.</summary>
    private const int LookedAt = 4_000;

    private static readonly WholeWords Words = new(ErrorClasses.ByWords.SelectMany(row => row.Words));
    private static readonly ErrorClassification[] WordClasses = [.. ErrorClasses.ByWords.SelectMany(row => row.Words.Select(_ => row.Class))];

    private readonly (Regex Pattern, ErrorClassification Class)[] patterns;
    private readonly FrozenDictionary<string, ErrorClassification> byType;

    public ErrorClassifier(IOptions<RecoveryOptions> options, IEnumerable<RecoveryStrategyChoice> registered)
    {
        patterns = [.. options.Value.Patterns.Select(p => (p.Compile(), p.Class))];
        var types = ErrorClasses.ByType.ToDictionary(StringComparer.Ordinal);
        // A type that somebody recovers from is a class, too.
        foreach (var (_, own) in patterns)
            types.TryAdd(own.Type, own);
        foreach (var own in registered.Select(c => c.ErrorType).Concat(options.Value.Strategies.Keys))
            types.TryAdd(own, ErrorClasses.Unknown with { Type = own });
        byType = types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public ErrorClassification Classify(TaskError error) => Classify(null, error.Type, error.Message);

    /// <param name="trap">Trap code by the runtime's name, e.g. <c>MemoryOutOfBounds</c>; null when it did not trap.</param>
    /// <param name="type">A class, the name of an exception, or an error code of the system.</param>
    public ErrorClassification Classify(string? trap, string? type, string? message)
    {
        // A class was named by somebody who knew more than the trap code: a refused allocation ends in `unreachable`.
        if (type is not null && byType.TryGetValue(type, out var named) && named.Type != ErrorTypes.Unknown)
            return named;
        if (!string.IsNullOrEmpty(trap))
            return ErrorClasses.ByTrap.GetValueOrDefault(trap, ErrorClasses.Panic);
        if (type is not null && ErrorClasses.ByName.TryGetValue(type, out var thrown))
            return thrown;
        var text = (message ?? "").AsSpan();
        text = text[..Math.Min(text.Length, LookedAt)];
        return ByPattern(text) ?? ByWords(text) ?? ErrorClasses.Unknown;
    }

    private static ErrorClassification? ByWords(ReadOnlySpan<char> message) => Words.FirstIn(message) is >= 0 and var first ? WordClasses[first] : null;

    private ErrorClassification? ByPattern(ReadOnlySpan<char> message)
    {
        foreach (var (pattern, found) in patterns)
        {
            try
            {
                if (pattern.IsMatch(message))
                    return found;
            }
            catch (RegexMatchTimeoutException)
            {
                // Too slow for this message: the next may know it.
            }
        }

        return null;
    }
}
