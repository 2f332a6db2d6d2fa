using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Agents;

/// <summary>
/// What agents can and tasks ask for, as tags of targets. Tools, permissions and the type are equal or they are not. A required capability is a
/// part of some entry of an agent, which a tag cannot say by itself: so whatever tasks have asked for is known to all hosts, and an agent declares
/// those of these words that it has.
/// </summary>
internal static partial class SkillWords
{
    private const string Can = "can:";

    /// <summary>Without regard to case.</summary>
    public static string Capability(string word) => Can + Written(word.ToLowerInvariant());

    public static string Tool(string name) => "tool:" + Written(name);

    public static string Permission(string name) => "permission:" + Written(name);

    public static string Type(string type) => "type:" + Written(type);

    /// <summary>It takes a whole batch of the operation as one task.</summary>
    public static string Bulk(string operation) => "bulk:" + Written(operation);

    public static bool IsCapability(string tag) => tag.StartsWith(Can, StringComparison.Ordinal);

    public static IEnumerable<string> Of(AgentDefinition agent, IReadOnlyCollection<string> needed) =>
    [
        // Work on code does not ask for a type.
        .. agent.Kinds.Count > 0 ? [Type(agent.Type)] : Array.Empty<string>(),
        .. agent.Tools.Select(Tool),
        .. agent.Permissions.Select(Permission),
        .. agent.BulkOperations.Select(Bulk),
        .. needed.Where(word => Has(agent, word)).Select(Capability),
    ];

    public static bool Has(AgentDefinition agent, string word) => agent.Skills.Any(skill => skill.Contains(word, StringComparison.OrdinalIgnoreCase));

    public static bool Takes(AgentDefinition agent, string operation) =>
        agent.Kinds.Any(k => k.Kind == WorkloadGate.Kind && (k.Operations?.Contains(operation) ?? true));

    /// <summary>What cannot stand in a tag stands there as its hash.</summary>
    private static string Written(string word) =>
        Plain().IsMatch(word) ? word : "_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(word)))[..24];

    [GeneratedRegex("^[A-Za-z0-9.-][A-Za-z0-9._-]{0,63}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
