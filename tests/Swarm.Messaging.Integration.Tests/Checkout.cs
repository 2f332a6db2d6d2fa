using System.Runtime.CompilerServices;

namespace Swarm.Messaging.Integration.Tests;

/// <summary>The folder this test project was built from, for tests of scripts and files at the root.</summary>
internal static class Checkout
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    private static string Here([CallerFilePath] string file = "") => file;
}
