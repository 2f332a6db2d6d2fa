using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>A secret was looked for in a few forms as this program would write them; services write others, and escape twice.</summary>
public sealed class ASecretInAnEscapeThatServicesWriteWasShownTests
{
    private const string Password = "p<ss+w\"r&d'9";

    /// <summary>How services write a text into another.</summary>
    private static readonly Func<string, string>[] Ways =
    [
        WebUtility.HtmlEncode,
        HtmlEncoder.Default.Encode,
        text => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : $"&#{(int)c};")),
        text => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : $"&#X{(int)c:x4};")),
        JavaScriptEncoder.Default.Encode,
        text => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : $"\\u{(int)c:x4}")),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode,
        Uri.EscapeDataString,
        text => Lower(Uri.EscapeDataString(text)),
        WebUtility.UrlEncode,
    ];

    [Theory]
    [InlineData("p&lt;ss+w&quot;r&amp;d&#39;9")]
    [InlineData("p&lt;ss&#x2B;w&#34;r&amp;d&#x27;9")]
    [InlineData("p&LT;ss&plus;w&QUOT;r&AMP;d&apos;9")]
    [InlineData("p\\u003css\\u002bw\\u0022r\\u0026d\\u00279")]
    [InlineData("p\\u003Css\\u002Bw\\\"r\\u0026d\\u00279")]
    [InlineData("p\\\\u003css+w\\\\\\\"r\\\\u0026d\\\\u00279")]
    [InlineData("p\\u0026lt;ss\\u002Bw\\u0026quot;r\\u0026amp;d\\u0026#39;9")]
    [InlineData("p&amp;lt;ss+w&amp;quot;r&amp;amp;d&#39;9")]
    [InlineData("p%3css%2bw%22r%26d%279")]
    [InlineData("p%253Css%252Bw%2522r%2526d%25279")]
    [InlineData("p<ss w\"r&d'9")]
    [InlineData("cDxzcyt3InImZCc5")]
    public void It_is_hidden_as_services_write_it(string written) => Of(Password).Hide($"Wrong: '{written}'.").ShouldBe("Wrong: '***'.");

    [Theory]
    [InlineData("Basic ", "ada:")]
    [InlineData("", "somebody else:")]
    [InlineData("", "{\"a\":\"")]
    [InlineData("", "acme:")]
    public void It_is_hidden_inside_Base64_of_more(string before, string inFront)
    {
        var whole = Convert.ToBase64String(Encoding.UTF8.GetBytes(inFront + "abcdefgh-23?~~~"));

        foreach (var written in new[] { whole, whole.Replace('+', '-').Replace('/', '_').TrimEnd('='), whole.Replace("/", "\\/", StringComparison.Ordinal), Uri.EscapeDataString(whole) })
        {
            var shown = Of("abcdefgh-23?~~~").Hide($"{before}{written} was refused");
            shown.ShouldContain(Secrets.Mask);
            shown.ShouldNotContain(written.Substring(written.Length / 2, 8));
        }

        Of("pass").Hide($"Basic {Convert.ToBase64String("acme:pass"u8)}").ShouldBe("Basic ***");
    }

    [Fact]
    public void One_that_ends_with_a_backslash_is_hidden_before_what_could_go_with_it() => Of("p<ssword\\").Hide("'p&lt;ssword\\' is wrong").ShouldBe("'***\\' is wrong");

    [Theory]
    [InlineData("100% & more \\ than + that &amp; that %41 \\u0041")]
    [InlineData("")]
    public void What_has_no_secret_stays_as_it_is(string text) => Of(Password).Hide(text).ShouldBe(text);

    [Fact]
    public void Any_secret_is_hidden_in_any_two_ways()
    {
        const string characters = "abcXYZ019 %&\\+\"'<>;#/=?é€u4x{}~`:";
        var random = new Random(20261127);
        for (var n = 0; n < 3_000; n++)
        {
            var secret = new string([.. Enumerable.Range(0, random.Next(8, 24)).Select(_ => characters[random.Next(characters.Length)])]).Trim().TrimEnd('\\').PadRight(8, 'z');
            var (inner, outer) = (random.Next(Ways.Length), random.Next(Ways.Length));
            var written = Ways[outer](Ways[inner](secret));
            Of(secret).Hide($"Said ({written}) of it").ShouldBe("Said (***) of it", $"{n}: '{secret}' in ways {inner} and {outer}");
        }
    }

    private static string Lower(string escaped)
    {
        var text = escaped.ToCharArray();
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '%')
                (text[i + 1], text[i + 2]) = (char.ToLowerInvariant(text[i + 1]), char.ToLowerInvariant(text[i + 2]));
        }

        return new string(text);
    }

    private static Secrets Of(string password) => Secrets.Of("acme", JsonSerializer.SerializeToElement(new { user = "ada@example.test", password }));
}
