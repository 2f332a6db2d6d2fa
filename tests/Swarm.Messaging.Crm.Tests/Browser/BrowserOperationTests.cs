using System.Text.Json;

namespace Swarm.Messaging.Crm.Tests.Browser;

/// <summary>All operations that need a session, by page scripts in a headless Chromium.</summary>
public sealed class BrowserOperationTests(BrowserWorld world) : OperationSuite, IClassFixture<BrowserWorld>
{
    private protected override CrmWorld World => world.World;

    private protected override void Downloaded(JsonElement made)
    {
        var file = made.GetProperty("file");
        file.GetProperty("name").GetString().ShouldBe("export.csv");
        var bytes = File.ReadAllBytes(file.GetProperty("path").GetString()!);
        bytes.Length.ShouldBe(file.GetProperty("bytes").GetInt32());
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)).ShouldBe(file.GetProperty("sha256").GetString());
    }
}
