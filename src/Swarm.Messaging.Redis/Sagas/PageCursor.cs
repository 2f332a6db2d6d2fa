using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>A place in the order of a listing: newest first, then by id descending, as sorted sets read backwards.</summary>
internal readonly record struct PageCursor(long CreatedMs, string Id) : IComparable<PageCursor>
{
    public int CompareTo(PageCursor other) =>
        CreatedMs != other.CreatedMs ? other.CreatedMs.CompareTo(CreatedMs) : string.CompareOrdinal(other.Id, Id);

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{CreatedMs}|{Id}")));

    /// <exception cref="ArgumentException">The text is no cursor of ours.</exception>
    public static PageCursor Parse(string text)
    {
        if (Base64Url.IsValid(text))
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|');
            if (parts.Length == 2 && parts[1].Length > 0 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ms))
                return new PageCursor(ms, parts[1]);
        }

        throw new ArgumentException(
            $"The cursor '{text[..Math.Min(text.Length, 100)]}' is none that a page ended with. Give the cursor of the page before unchanged, or none to begin at the newest.");
    }
}
