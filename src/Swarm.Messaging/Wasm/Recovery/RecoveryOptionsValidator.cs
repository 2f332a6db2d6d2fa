using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>Lists everything that is wrong at once.</summary>
internal sealed class RecoveryOptionsValidator : IValidateOptions<RecoveryOptions>
{
    private const int MostPatterns = 100;

    public ValidateOptionsResult Validate(string? name, RecoveryOptions options)
    {
        var failures = Broken(options, "Wasm:Recovery").ToList();
        if (options.HistoryKept > options.HistoryLimit)
            failures.Add($"Wasm:Recovery: HistoryKept ({options.HistoryKept}) must not be above HistoryLimit ({options.HistoryLimit}): cutting must make the history shorter.");
        if (options.Patterns.Count > MostPatterns)
            failures.Add($"Wasm:Recovery: {options.Patterns.Count} patterns; at most {MostPatterns} are looked at, because each costs every failure time.");
        foreach (var (pattern, i) in options.Patterns.Select((p, i) => (p, i)))
        {
            failures.AddRange(Broken(pattern, $"Wasm:Recovery:Patterns:{i}"));
            if (Refusal(pattern) is { } refusal)
                failures.Add($"Wasm:Recovery:Patterns:{i}: '{pattern.Pattern}' cannot be used: {refusal}");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Broken(object settings, string path)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true);
        return results.Select(r => $"{path}: {r.ErrorMessage}");
    }

    private static string? Refusal(ErrorPattern pattern)
    {
        try
        {
            pattern.Compile();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return e.Message;
        }
    }
}
