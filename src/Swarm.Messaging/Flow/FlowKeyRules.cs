using System.Text.RegularExpressions;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Flow;

/// <summary>Keys of limits and pauses as people write them. One that no attempt can count for is a mistake, and is told with the spelling that is meant. Pure.</summary>
internal static partial class FlowKeyRules
{
    private const int Longest = 256;
    private const string All = "*";
    private const string Crm = "ghl";

    private static readonly string[] Names = [FlowKeyNames.Client, FlowKeyNames.Operation, FlowKeyNames.Agent, FlowKeyNames.Location, FlowKeyNames.Target];

    /// <summary>Null: it is a key at all, so that what was once said of it can be taken back.</summary>
    public static string? FormFault(string? key) =>
        key is { Length: <= Longest } && key.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < key.Length - 1
        && !key.Contains('|', StringComparison.Ordinal) && !key.Any(char.IsControl)
            ? null
            : $"{{name}}:{{value}}, at most {Longest} characters without |: client:acme, operation:ghl/contact_create, agent:a-1, location:acme.";

    /// <summary>Null: what is said of it can be taken back, also of a key that nothing counts for any more.</summary>
    public static string? RemoveFault(string key) => Parts(key) is (FlowKeyNames.Login, var client) ? OwnProtection(client) : null;

    /// <summary>Null: attempts can count for it.</summary>
    /// <param name="weighs">A weight is said of it.</param>
    /// <param name="own">Names that are set up, beside the fixed ones.</param>
    public static string? LimitFault(string key, bool weighs, IReadOnlyCollection<string> own)
    {
        var (name, value) = Parts(key);
        if (name == FlowKeyNames.Login)
            return OwnProtection(value);
        if (name == FlowKeyNames.Target)
            return $"A limit of a target is one of its agent: write {FlowKeyNames.Agent}:{value}. Only a pause is for {FlowKeyNames.Target}:{value}.";
        if (Fault(name, value, patterns: true, own) is { } fault)
            return fault;
        return weighs && name != FlowKeyNames.Client ? $"A weight is a client's: write {FlowKeyNames.Client}:CLIENT, or leave it out." : null;
    }

    /// <summary>Null: it can be paused.</summary>
    public static string? PauseFault(string key, IReadOnlyCollection<string> own)
    {
        var (name, value) = Parts(key);
        return value == All ? "One key: a pause is not for all of a name." : Fault(name, value, patterns: false, own);
    }

    /// <summary>Without it all of a client's work would run into a login that fails, and lock the account.</summary>
    private static string OwnProtection(string client) =>
        $"No limit of {FlowKeyNames.Login}: can be set or removed: the system sets it while a client's login fails, and takes it back with the first success. "
        + $"When the login has been mended, swarm resume {FlowKeyNames.Login}:{(client == All ? "CLIENT" : client)} lets one task try at once.";

    private static (string Name, string Value) Parts(string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        return (key[..colon], key[(colon + 1)..]);
    }

    private static string? Fault(string name, string value, bool patterns, IReadOnlyCollection<string> own)
    {
        if (!Names.Contains(name) && !own.Contains(name))
        {
            return Names.Concat(own).FirstOrDefault(n => n.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) is { } meant
                ? $"The name is written {meant}: {meant}:{value.Trim()}."
                : $"Nothing counts for '{PayloadRules.Cut(name)}'; a key begins with {string.Join(", ", Names.Concat(own).Select(n => n + ":"))}.";
        }

        if (patterns && value == All)
            return null;
        if (value.Contains(All, StringComparison.Ordinal))
            return patterns ? $"* stands alone, for all of a name: {name}:*." : "One key, without *.";
        if (name == FlowKeyNames.Operation)
            return OperationFault(value);
        if (own.Contains(name))
            return value.Length > FlowExpression.LongestValue ? $"A value has at most {FlowExpression.LongestValue} characters; what is longer counts for a shorter one with a hash at its end, which swarm explain shows."
                : Value().IsMatch(value) ? null : $"After {name}: comes the value without white space: what there is of it, and | * %, is percent-encoded.";
        var allowed = name is FlowKeyNames.Agent or FlowKeyNames.Target ? TargetId() : Id();
        return allowed.IsMatch(value) ? null
            : $"After {name}: comes the id as it is, without white space, e.g. {name}:{(name is FlowKeyNames.Agent or FlowKeyNames.Target ? "a-1" : "acme")}. {Odd(value, allowed)}";
    }

    /// <summary>Nothing can be called so, and nothing is escaped in a key of these names.</summary>
    private static string Odd(string value, Regex allowed) => value.EnumerateRunes().Select(r => r.ToString()).FirstOrDefault(c => !allowed.IsMatch(c)) is { } odd
        ? $"Only A-Z a-z 0-9 . _ - may stand in one; this has the character '{odd}'." : $"It has at most 128 characters; this has {value.Length}.";

    private static string? OperationFault(string value) => value.Split('/', 2) switch
    {
        [var alone] => $"The operation's kind is missing: {FlowKeyNames.Operation}:KIND/{alone.Trim()}, in the CRM {FlowKeyNames.Operation}:ghl/{alone.Trim()}.",
        [var kind, var operation] when Kind().IsMatch(kind) && Operation().IsMatch(operation) && (kind != Crm || Kind().IsMatch(operation)) => null,
        [var kind, var operation] when Kind().IsMatch(kind.ToLowerInvariant()) && Operation().IsMatch(operation) =>
            $"Kinds are written in small letters, and so are the operations of {Crm}: {FlowKeyNames.Operation}:{kind.ToLowerInvariant()}/{(kind.Equals(Crm, StringComparison.OrdinalIgnoreCase) ? operation.ToLowerInvariant() : operation)}.",
        _ => $"Kind and operation as they are, without white space or another sign than . _ - and : {FlowKeyNames.Operation}:KIND/OPERATION, e.g. {FlowKeyNames.Operation}:ghl/contact_create.",
    };

    [GeneratedRegex("^[A-Za-z0-9._-]{1,128}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    /// <summary>A pool of a host has a colon in its id.</summary>
    [GeneratedRegex("^[A-Za-z0-9._:-]{1,128}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex TargetId();

    [GeneratedRegex("^[a-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Kind();

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Operation();

    [GeneratedRegex(@"^[^\s]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Value();
}
