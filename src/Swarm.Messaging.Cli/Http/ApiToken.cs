using System.Security.Cryptography;
using System.Text;

namespace Swarm.Messaging.Cli.Http;

/// <summary>What callers must know.</summary>
internal sealed class ApiToken(string value)
{
    private const string Scheme = "Bearer ";
    private readonly byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(value));

    public string Value => value;

    /// <summary>In constant time, whatever is shown and however long it is: hashes are compared.</summary>
    public bool Admits(string? authorization) =>
        authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim())), hash);

    public override string ToString() => "(a token)";
}
