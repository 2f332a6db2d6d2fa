namespace Swarm.Messaging.Integration.Tests.Readme;

/// <summary>README.md, cut up.</summary>
internal static class ReadmeText
{
    private const string Fence = "```";

    public static string[] Lines { get; } = File.ReadAllLines(Path.Combine(Checkout.Folder, "README.md"));

    /// <summary>The blocks of code of one language, in their order.</summary>
    public static IReadOnlyList<string> Blocks(string language)
    {
        var blocks = new List<string>();
        for (var i = 0; i < Lines.Length; i++)
        {
            if (!Lines[i].StartsWith(Fence, StringComparison.Ordinal))
                continue;
            var code = Lines.Skip(i + 1).TakeWhile(l => l != Fence).ToList();
            if (Lines[i] == Fence + language)
                blocks.Add(string.Join('\n', code));
            i += code.Count + 1;
        }

        return blocks;
    }
}
