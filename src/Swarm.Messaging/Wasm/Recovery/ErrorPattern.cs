using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>A pattern of the operator's own: messages that match it are of the class it names.</summary>
public sealed class ErrorPattern
{
    /// <summary>
    /// Longest time one message may take. 1 s: without backtracking it takes microseconds, and a machine that is merely busy must not
    /// change the class of a failure.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>A regular expression, without case. Compiled without backtracking: look-arounds and back references are refused.</summary>
    [Required, StringLength(500, MinimumLength = 1)]
    public string Pattern { get; set; } = "";

    /// <summary>One of <see cref="ErrorTypes"/>, or a type of your own, for which a strategy can be registered.</summary>
    [Required, RegularExpression("[a-z][a-z0-9_]{0,63}")]
    public string Type { get; set; } = "";

    /// <summary>low, medium or high. Of a type of your own; default medium.</summary>
    [RegularExpression("low|medium|high")]
    public string Severity { get; set; } = "medium";

    /// <summary>Of a type of your own; default runtime.</summary>
    [RegularExpression("[a-z][a-z0-9_]{0,63}")]
    public string Category { get; set; } = "runtime";

    /// <summary>Of a type of your own; default true.</summary>
    public bool Recoverable { get; set; } = true;

    internal ErrorClassification Class =>
        ErrorClasses.ByType.GetValueOrDefault(Type) ?? new ErrorClassification(Type, Severity, Category, Recoverable);

    /// <exception cref="Exception"><see cref="ArgumentException"/> or <see cref="NotSupportedException"/>: the pattern is wrong.</exception>
    internal Regex Compile() => new(Pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Limit);
}
