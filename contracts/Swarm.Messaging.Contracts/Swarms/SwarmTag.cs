using System.Security.Cryptography;
using System.Text;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>What an agent declares among its tags to get the tasks of a swarm: <c>swarm:{id}</c>; of a long id the first part and a hash, so that it fits a tag.</summary>
public static class SwarmTag
{
    private const int Longest = 64;
    private const string Prefix = "swarm:";

    public static string Of(string swarmId) => Prefix.Length + swarmId.Length <= Longest
        ? Prefix + swarmId
        : $"{Prefix}{swarmId[..40]}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(swarmId)))[..16]}";
}
